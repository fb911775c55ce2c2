import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { densityCoverage } from './density-coverage.ts'
import { precisionRecall } from './precision-recall.ts'
import { featuresOf, normals } from './testing/sample-features.ts'

beforeAll(async () => {
  await useNativeBackend()
})

// Real points 0, 1, 3 on a line: with k = 1 their balls reach [-1, 1], [0, 2] and [1, 5].
// Generated points 2, 4.5, 10: their balls reach [-.5, 4.5], [2, 7] and [4.5, 15.5].
const real = featuresOf([[0], [1], [3]])
const generated = featuresOf([[2], [4.5], [10]])

describe('precision and recall', () => {
  it('are the hand-worked shares', () => {
    // 2 lies in [0, 2], 4.5 in [1, 5], 10 in none; 0, 1 and 3 all lie in [-.5, 4.5]
    const { precision, recall } = precisionRecall(real, generated, 1)
    expect(precision).toBeCloseTo(2 / 3, 6)
    expect(recall).toBe(1)
  })

  it('swap when the sets do', () => {
    const [a, b] = [normals(40, 3, 1), normals(50, 3, 2, 1)]
    const [there, back] = [precisionRecall(a, b), precisionRecall(b, a)]
    expect([there.precision, there.recall]).toEqual([back.recall, back.precision])
  })

  it('see one repeated face: all of it real, none of the variety', () => {
    const variety = normals(100, 4, 1)
    const repeated = featuresOf(Array.from({ length: 100 }, () => [...variety.values.subarray(0, 4)]))
    const { precision, recall } = precisionRecall(variety, repeated)
    expect(precision).toBe(1)
    expect(recall).toBeLessThanOrEqual(0.01)
  })
})

describe('density and coverage', () => {
  it('are the hand-worked shares', () => {
    // strictly inside: 2 in [1, 5] alone, 4.5 in [1, 5] alone; of the three real balls only that one is hit
    const { density, coverage } = densityCoverage(real, generated, 1)
    expect(density).toBeCloseTo(2 / 3, 6)
    expect(coverage).toBeCloseTo(1 / 3, 6)
  })

  it('of one distribution are 1 and 1 − 2⁻⁵', () => {
    const { density, coverage } = densityCoverage(normals(1000, 4, 1), normals(1000, 4, 2))
    expect(Math.abs(density - 1)).toBeLessThan(0.08)
    expect(Math.abs(coverage - (1 - 2 ** -5))).toBeLessThan(0.025)
  })
})

it('neither leaks a tensor, and too few vectors are an error', () => {
  const before = tf.memory().numTensors
  precisionRecall(real, generated, 1)
  densityCoverage(real, generated, 1)
  expect(tf.memory().numTensors).toBe(before)
  expect(() => precisionRecall(real, generated)).toThrow(/`real` must be at least 4 feature vectors; got 3/)
  expect(() => densityCoverage(real, generated)).toThrow(/at least 6 feature vectors/)
})
