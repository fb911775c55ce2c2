import { describe, expect, it } from 'vitest'
import type { LabelledFaces } from '../labelled-faces.ts'
import { distortedCopies } from './distorted-copies.ts'

const size = 32
const row = size * size * 3
/** Slopes: one rises to the right, one downwards, one both ways. */
const slopes = [
  [6, 0],
  [0, 6],
  [3, 3],
]
const faces: LabelledFaces = {
  size,
  pixels: Uint8Array.from(
    slopes.flatMap(([across, down]) =>
      Array.from({ length: row }, (_, i) => {
        const at = Math.floor(i / 3)
        return 20 + across * (at % size) + down * Math.floor(at / size)
      }),
    ),
  ),
  labels: Int32Array.from([0, 1, 2]),
  people: ['across', 'down', 'both'],
  files: ['across/1.png', 'down/1.png', 'both/1.png'],
}

function meanDifference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, level, i) => sum + Math.abs(level - b[i]), 0) / a.length
}

describe('distortedCopies', () => {
  it('are of the same people, all different, and the same for the same seed', () => {
    const copies = distortedCopies(faces, 4, 7)
    expect(Array.from(copies.labels)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])
    const pictures = Array.from({ length: 12 }, (_, i) => copies.pixels.subarray(i * row, (i + 1) * row))
    expect(new Set(pictures.map((picture) => picture.join())).size).toBe(12)
    expect(distortedCopies(faces, 4, 7).pixels).toEqual(copies.pixels)
    expect(distortedCopies(faces, 4, 8).pixels).not.toEqual(copies.pixels)
  })

  it('are still like their picture, or its mirror image, and not just it', () => {
    const copies = distortedCopies(faces, 8, 1)
    const original = faces.pixels.subarray(0, row)
    const mirrored = original.map((_, i) => {
      const column = Math.floor(i / 3) % size
      return original[i + 3 * (size - 1 - 2 * column)]
    })
    const stranger = meanDifference(original, faces.pixels.subarray(row, 2 * row))
    const mirrors = Array.from({ length: 8 }, (_, i) => {
      const copy = copies.pixels.subarray(i * row, (i + 1) * row)
      const [same, other] = [meanDifference(copy, original), meanDifference(copy, mirrored)]
      expect(Math.min(same, other)).toBeGreaterThan(1)
      expect(Math.min(same, other)).toBeLessThan(stranger)
      return other < same
    })
    expect(new Set(mirrors)).toEqual(new Set([true, false]))
  })
})
