import type { Pixels } from './pixels.ts'

/** In levels of 255. */
export interface PixelDifference {
  /** Absolute difference of levels, averaged over the picture. */
  readonly mean: number
  /** The same within the 8x8 pixels where it is largest: what was painted over shows here. */
  readonly block: number
  /** Of the level that differs most. */
  readonly max: number
}

const side = 8

/** @param a as large as `b`; what is left at the right and bottom edge belongs to the block before */
export function comparePixels(a: Pixels, b: Pixels): PixelDifference {
  const { width, height } = a
  const columns = Math.max(1, Math.floor(width / side))
  const rows = Math.max(1, Math.floor(height / side))
  const sums = new Float64Array(columns * rows)
  const levels = new Float64Array(columns * rows)
  let max = 0
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(Math.floor(y / side), rows - 1) * columns
    for (let x = 0; x < width; x++) {
      const block = row + Math.min(Math.floor(x / side), columns - 1)
      levels[block] += 3
      for (let channel = 0; channel < 4; channel++, i++) {
        const difference = Math.abs(a.data[i] - b.data[i]) // alpha is 255 in both, or counts on top
        sums[block] += difference
        if (difference > max) max = difference
      }
    }
  }
  const sum = sums.reduce((total, one) => total + one, 0)
  const block = sums.reduce((most, one, n) => Math.max(most, one / levels[n]), 0)
  return { mean: sum / (3 * width * height), block, max }
}
