import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { log } from './log.ts'

/** How many doubles lie between two finite numbers of the same sign. */
function stepsApart(a: number, b: number): number {
  const view = new DataView(new ArrayBuffer(16))
  view.setFloat64(0, a)
  view.setFloat64(8, b)
  const difference = view.getBigInt64(0) - view.getBigInt64(8)
  return Number(difference < 0n ? -difference : difference)
}

describe('log', () => {
  it('is exact where the answer is', () => {
    expect(log(1)).toBe(0)
    expect(log(2)).toBe(Math.LN2)
    expect(log(0.5)).toBe(-Math.LN2)
  })

  it('is within 2 units in the last place of Math.log from 2^-1022 to 2^1023', () => {
    const mantissa = fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true })
    const exponent = fc.integer({ min: -1022, max: 1023 })
    const numbers = fc.sample(
      fc.tuple(mantissa, exponent).map(([m, e]) => m * 2 ** e),
      20_000,
    )
    expect(numbers.filter((x) => stepsApart(log(x), Math.log(x)) > 2)).toEqual([])
  })

  it('is within 2 units in the last place close to 1, where logarithms cancel', () => {
    for (let k = 1; k <= 52; k++) {
      for (const x of [1 + 2 ** -k, 1 - 2 ** -k])
        expect(stepsApart(log(x), Math.log(x))).toBeLessThanOrEqual(2)
    }
  })

  it('never turns back', () => {
    for (let i = 1, previous = log(1e-3); i <= 5000; i++) {
      const next = log(1e-3 * (1 + i))
      expect(next).toBeGreaterThan(previous)
      previous = next
    }
  })
})
