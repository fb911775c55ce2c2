import { expect, it } from 'vitest'
import { greyOf, mirrored } from './grey.ts'

it('a picture of equal channels keeps its levels exactly', () => {
  const pixels = Uint8Array.from({ length: 256 * 3 }, (_, i) => Math.floor(i / 3))
  expect([...greyOf(pixels)]).toEqual(Array.from({ length: 256 }, (_, i) => i))
})

it('colours weigh as BT.601 has it', () => {
  const [red, green, blue] = greyOf(Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255))
  expect([red, green, blue].map((level) => Math.round(level))).toEqual([76, 150, 29])
})

it('mirrors each picture by itself, and back', () => {
  const pixels = Uint8Array.from({ length: 2 * 3 * 3 * 3 }, (_, i) => i) // two of 3x3
  const mirror = mirrored(pixels, 3)
  expect([...mirror.subarray(0, 9)]).toEqual([6, 7, 8, 3, 4, 5, 0, 1, 2])
  expect(mirrored(mirror, 3)).toEqual(pixels)
})
