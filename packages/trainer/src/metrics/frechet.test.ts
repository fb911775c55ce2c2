import { describe, expect, it } from 'vitest'
import { frechetDistance } from './frechet.ts'
import { featuresOf, normals, wave } from './testing/sample-features.ts'

describe('the Fréchet distance', () => {
  it('of a set and itself is 0, and of a shifted one the square of the shift', () => {
    const set = normals(50, 4, 1)
    const shifted = { ...set, values: set.values.map((value) => value + 0.5) }
    expect(frechetDistance(set, set)).toBeCloseTo(0, 6)
    expect(frechetDistance(set, shifted)).toBeCloseTo(4 * 0.25, 5)
  })

  it('is the hand-worked number in one dimension: (μ₁ − μ₂)² + (σ₁ − σ₂)²', () => {
    // deviations of -1, 1 and of 2, 6: √2 and √8; means 0 and 4
    const expected = 16 + (Math.sqrt(8) - Math.sqrt(2)) ** 2
    expect(frechetDistance(featuresOf([[-1], [1]]), featuresOf([[2], [6]]))).toBeCloseTo(expected, 6)
  })

  it('of two Gaussians comes near the closed form', () => {
    const expected = 3 * (0.3 ** 2 + (1.5 - 1) ** 2)
    const distance = frechetDistance(normals(5000, 3, 1), normals(5000, 3, 2, 0.3, 1.5))
    expect(Math.abs(distance / expected - 1)).toBeLessThan(0.1)
  })

  // numpy, float64: S, T = np.cov(X.T), np.cov(Y.T)
  //   ((X.mean(0) - Y.mean(0))**2).sum() + trace(S + T) - 2 * sqrt(eigvals(S @ T)).sum()
  it('is that of numpy where covariances do not commute', () => {
    expect(frechetDistance(wave(12, 5, 1.1, 0.5), wave(9, 5, 2.3, 0.8))).toBeCloseTo(0.8458669832744521, 5)
  })

  it('stands fewer pictures than dimensions, and is symmetric there', () => {
    const [few, others] = [normals(6, 20, 1), normals(9, 20, 2)]
    expect(frechetDistance(few, few)).toBeCloseTo(0, 4)
    expect(frechetDistance(few, others)).toBeCloseTo(frechetDistance(others, few), 4)
  })

  it('of one picture is an error', () => {
    expect(() => frechetDistance(normals(1, 2, 0), normals(5, 2, 0))).toThrow(/at least 2 feature vectors/)
  })
})
