import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '@facegan/tfjs-native'
import { memorisation, quantileLevels, shareBelow } from './memorisation.ts'
import { featuresOf, normals } from './testing/sample-features.ts'

beforeAll(async () => {
  await useNativeBackend()
})

describe('memorisation', () => {
  it('is the hand-worked one on a line', () => {
    const training = featuresOf([[0], [10], [20]])
    // held-out lie 1, 2 and 3 away, generated 0, 2 and 4
    const result = memorisation(training, featuresOf([[1], [12], [17]]), featuresOf([[24], [10], [-2]]))
    expect(result.generated[quantileLevels.indexOf(0.5)]).toBe(2)
    expect(result.heldOut).toEqual(
      [1, 1.02, 1.1, 1.2, 1.5, 2, 2.5, 2.8, 2.9, 2.98, 3].map((x) => expect.closeTo(x, 6)),
    )
    // 0 is nearer than 1, 2, 3; 2 than 3, and level with 2; 4 than none: (3 + 1.5) / 9
    expect(result.shareNearer).toBe(0.5)
    expect(result.closest).toEqual([
      { generated: 1, training: 1, distance: 0 },
      { generated: 2, training: 0, distance: 2 },
      { generated: 0, training: 2, distance: 4 },
    ])
  })

  it('tells copies from new samples; a copy is at distance 0 exactly, however far out it lies', () => {
    const training = normals(300, 16, 1, 50)
    const heldOut = normals(200, 16, 2, 50)
    const fresh = memorisation(training, heldOut, normals(600, 16, 3, 50))
    expect(Math.abs(fresh.shareNearer - 0.5)).toBeLessThan(0.08)
    const median = quantileLevels.indexOf(0.5)
    expect(Math.abs(fresh.generated[median] / fresh.heldOut[median] - 1)).toBeLessThan(0.05)
    const copies = memorisation(training, heldOut, training)
    expect(copies.shareNearer).toBe(1)
    expect(copies.generated.every((distance) => distance === 0)).toBe(true)
  })
})

const sorted = (...values: number[]) => Float64Array.from(values)

it('shareBelow counts ties half and is the complement of its mirror', () => {
  expect(shareBelow(sorted(1), sorted(2))).toBe(1)
  expect(shareBelow(sorted(2), sorted(2))).toBe(0.5)
  const [a, b] = [sorted(0, 1, 1, 4), sorted(1, 2, 3)]
  expect(shareBelow(a, b)).toBeCloseTo((2 + 3 + 3) / 12, 12)
  expect(shareBelow(a, b) + shareBelow(b, a)).toBe(1)
})
