import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalQuantile, normalScorer } from './normal-scores.ts'

describe('normalQuantile', () => {
  // python -c "from scipy.stats import norm; print(norm.ppf([.5, .8413447460685429, .975, .9999, 1e-6]))"
  it.each([
    [0.5, 0],
    [0.8413447460685429, 1],
    [0.975, 1.959963984540054],
    [0.9999, 3.719016485455709],
    [1e-6, -4.753424308822899],
  ])('of %d is %d', (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, 9)
  })

  it('is odd around one half', () => {
    const p = fc.double({ min: 1e-6, max: 0.5, noNaN: true })
    fc.assert(
      fc.property(p, (value) => {
        expect(normalQuantile(1 - value)).toBeCloseTo(-normalQuantile(value), 6)
      }),
    )
  })
})

describe('normalScorer', () => {
  it('ranks three values at the quartiles', () => {
    const score = normalScorer([30, 10, 20])
    expect([10, 20, 30].map(score)).toEqual([0.25, 0.5, 0.75].map((p) => expect.closeTo(normalQuantile(p))))
  })

  it('gives equal values the mean of their ranks', () => {
    expect(normalScorer([1, 1, 1])(1)).toBeCloseTo(0)
  })

  it('sees only the order: any growing function of the labels gives the same scores', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (values) => {
        const bent = values.map((value) => Math.exp(value / 10))
        expect(bent.map(normalScorer(bent))).toEqual(values.map(normalScorer(values)))
      }),
    )
  })

  it('a value between two others scores between them, and beyond all no further than the next rank', () => {
    const score = normalScorer([1, 2, 4])
    expect(score(3)).toBeGreaterThan(score(2))
    expect(score(3)).toBeLessThan(score(4))
    expect(score(1e9)).toBe(score(5))
    expect(Number.isFinite(score(-1e9))).toBe(true)
  })
})
