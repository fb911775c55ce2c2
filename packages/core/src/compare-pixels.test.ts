import { expect, it } from 'vitest'
import { comparePixels } from './compare-pixels.ts'

const plain = (width: number, height: number) => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4).fill(100),
})

it('the mean, the worst block and the worst level', () => {
  const [a, b] = [plain(16, 8), plain(16, 8)]
  expect(comparePixels(a, b)).toEqual({ mean: 0, block: 0, max: 0 })
  for (let x = 8; x < 16; x++) b.data[x * 4] = 40 // eight levels of the right block
  expect(comparePixels(a, b)).toEqual({ mean: 480 / 384, block: 480 / 192, max: 60 })
})

it('what is left at the edges belongs to the block before', () => {
  const [a, b] = [plain(11, 3), plain(11, 3)]
  b.data[10 * 4] = 133 // outside the only whole block
  expect(comparePixels(a, b)).toEqual({ mean: 33 / 99, block: 33 / 99, max: 33 })
})
