import { describe, expect, it } from 'vitest'
import { syntheticPeople } from '../testing/synthetic-people.ts'
import { distortedCopies } from './distorted-copies.ts'

const faces = syntheticPeople({ people: 3, pictures: 1, size: 32 })
const row = faces.size * faces.size * 3

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
      const column = Math.floor(i / 3) % faces.size
      return original[i + 3 * (faces.size - 1 - 2 * column)]
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
