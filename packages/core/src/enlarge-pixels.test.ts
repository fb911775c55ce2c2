import { expect, it } from 'vitest'
import { checkScale, enlargeNearest } from './enlarge-pixels.ts'

/** Pixels as one number each, the first level of four. */
const pictureOf = (width: number, height: number, reds: number[]) => ({
  width,
  height,
  data: Uint8ClampedArray.from(reds.flatMap((red) => [red, 1, 2, 255])),
})

it('every pixel becomes a square of them', () => {
  const picture = pictureOf(2, 1, [7, 9])
  const row = [7, 7, 7, 9, 9, 9]
  expect(enlargeNearest(picture, 3)).toEqual(pictureOf(6, 3, [...row, ...row, ...row]))
  expect(enlargeNearest(picture, 1)).toBe(picture)
})

it('takes levels from the middle of a buffer', () => {
  const { data } = pictureOf(3, 1, [5, 6, 7])
  const picture = { width: 1, height: 1, data: data.subarray(4, 8) }
  expect(enlargeNearest(picture, 2)).toEqual(pictureOf(2, 2, [6, 6, 6, 6]))
})

it.each([0, 65, 1.5])('refuses a scale of %d', (scale) => {
  expect(() => checkScale(scale)).toThrow(/^`scale` must be an integer from 1 to 64/)
})
