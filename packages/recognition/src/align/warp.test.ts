import { expect, it } from 'vitest'
import type { Photo } from './photo.ts'
import { cutSquare } from './warp.ts'

/** Red rises by one a column, green by one a line. */
const ramp = (width: number, height: number): Photo => ({
  width,
  height,
  pixels: Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const at = Math.floor(i / 3)
    return [at % width, Math.floor(at / width), 77][i % 3]
  }),
})
const pixel = (cut: Uint8Array, size: number, x: number, y: number) =>
  Array.from(cut.subarray((y * size + x) * 3, (y * size + x) * 3 + 3))

it('a square of whole pixels comes out as it is', () => {
  const { pixels, outside } = cutSquare(ramp(40, 30), { a: 8, b: 0, x: 5, y: 7 }, 8)
  expect(pixel(pixels, 8, 0, 0)).toEqual([5, 7, 77])
  expect(pixel(pixels, 8, 7, 3)).toEqual([12, 10, 77])
  expect(outside).toBe(0)
})

it('turned by a quarter, columns become lines', () => {
  // (u, v) -> (20 - 8v, 8u)
  const { pixels } = cutSquare(ramp(40, 30), { a: 0, b: 8, x: 20, y: 0 }, 8)
  expect(pixel(pixels, 8, 0, 0)).toEqual([19, 0, 77])
  expect(pixel(pixels, 8, 5, 2)).toEqual([17, 5, 77])
})

it('shrinking, every pixel counts: fine stripes become their mean', () => {
  const stripes = {
    width: 64,
    height: 64,
    pixels: Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (Math.floor(i / 3) % 2) * 200),
  }
  const { pixels } = cutSquare(stripes, { a: 64, b: 0, x: 0, y: 0 }, 16)
  for (let x = 1; x < 15; x++) expect(pixel(pixels, 16, x, 8)).toEqual([100, 100, 100])
})

it('beyond the edge the edge goes on, and it is said how much that is', () => {
  const { pixels, outside } = cutSquare(ramp(40, 30), { a: 16, b: 0, x: -8, y: 0 }, 16)
  expect(pixel(pixels, 16, 0, 3)).toEqual([0, 3, 77])
  expect(pixel(pixels, 16, 7, 3)).toEqual([0, 3, 77])
  expect(pixel(pixels, 16, 10, 3)).toEqual([2, 3, 77])
  expect(outside).toBe(0.5)
})
