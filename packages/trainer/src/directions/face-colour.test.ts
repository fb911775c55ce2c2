import { expect, it } from 'vitest'
import { faceColour } from './face-colour.ts'

const size = 8

it('of one colour is its luma, and its red less its blue', () => {
  const picture = Uint8Array.from({ length: size * size * 3 }, (_, i) => [200, 100, 50][i % 3])
  const { brightness, warmth } = faceColour(picture, size)
  expect(brightness).toBeCloseTo(0.2126 * 200 + 0.7152 * 100 + 0.0722 * 50)
  expect(warmth).toBeCloseTo(150)
})

it('sees the middle only', () => {
  const picture = new Uint8Array(size * size * 3).fill(10)
  for (let i = 0; i < size * 3 * 2; i++) picture[i] = 255 // the upper quarter
  expect(faceColour(picture, size)).toEqual({ brightness: expect.closeTo(10), warmth: 0 })
})
