import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differenceAtLeast, rateOf, wilsonInterval } from './rate-test.ts'

describe("Wilson's interval", () => {
  it('agrees with its formula, worked by hand for 2 of 10 at z = 2', () => {
    // centre (.2 + 4/20) / 1.4 = .285714, half (2/1.4)·sqrt(.016 + .01) = .230351
    const [lower, upper] = wilsonInterval(rateOf(2, 10), 2)
    expect(lower).toBeCloseTo(0.055364, 6)
    expect(upper).toBeCloseTo(0.516065, 6)
  })

  it('of nothing in n is 0 to z²/(n + z²), and knows nothing of no trials', () => {
    const [lower, upper] = wilsonInterval(rateOf(0, 12), 2)
    expect(lower).toBeCloseTo(0, 12)
    expect(upper).toBeCloseTo(4 / 16, 12)
    expect(wilsonInterval(rateOf(0, 0), 2)).toEqual([0, 1])
  })

  it('holds the rate and lies between 0 and 1', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.nat(5000),
        fc.double({ min: 0.1, max: 4, noNaN: true }),
        (n, k, z) => {
          const rate = rateOf(k % (n + 1), n)
          const [lower, upper] = wilsonInterval(rate, z)
          expect(lower).toBeGreaterThanOrEqual(0)
          expect(upper).toBeLessThanOrEqual(1)
          expect(lower).toBeLessThanOrEqual(rate.rate + 1e-12)
          expect(upper).toBeGreaterThanOrEqual(rate.rate - 1e-12)
        },
      ),
    )
  })
})

describe('the difference of two rates', () => {
  it('is above 0 only where chance does not explain it', () => {
    expect(differenceAtLeast(rateOf(3, 3), rateOf(0, 20), 2)).toBeGreaterThan(0.3)
    expect(differenceAtLeast(rateOf(12, 1000), rateOf(10, 1000), 2)).toBeLessThan(0)
    expect(differenceAtLeast(rateOf(120, 1000), rateOf(10, 1000), 2)).toBeGreaterThan(0)
    expect(differenceAtLeast(rateOf(0, 1000), rateOf(10, 1000), 2)).toBeLessThan(0)
  })
})
