import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueAt } from './schedules.ts'

describe('a schedule', () => {
  it('of one number stays', () => {
    expect(valueAt(0.5, 1e6)).toBe(0.5)
  })

  it('goes from its start to its end and stays there', () => {
    for (const shape of ['linear', 'cosine'] as const) {
      const schedule = { from: 3, to: 1, kimg: 100, shape }
      expect(valueAt(schedule, 0)).toBe(3)
      expect(valueAt(schedule, 50)).toBeCloseTo(2, 12)
      expect(valueAt(schedule, 100)).toBeCloseTo(1, 12)
      expect(valueAt(schedule, 1e6)).toBeCloseTo(1, 12)
    }
    expect(valueAt({ from: 3, to: 1, kimg: 100, shape: 'linear' }, 25)).toBeCloseTo(2.5, 12)
    expect(valueAt({ from: 3, to: 1, kimg: 100, shape: 'cosine' }, 25)).toBeCloseTo(2 + Math.SQRT1_2, 12)
  })

  it('never leaves the range between its ends', () => {
    const number = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        number,
        number,
        fc.constantFrom('linear', 'cosine'),
        fc.nat(1000),
        (from, to, shape, kimg) => {
          const value = valueAt({ from, to, kimg: 300, shape }, kimg)
          expect(value).toBeGreaterThanOrEqual(Math.min(from, to) - 1e-9)
          expect(value).toBeLessThanOrEqual(Math.max(from, to) + 1e-9)
        },
      ),
    )
  })
})
