import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibration } from './calibration.ts'
import { holm } from './holm.ts'
import { meanInterval } from './mean-interval.ts'
import { comparePaired } from './paired-comparison.ts'

describe('meanInterval', () => {
  it('is the mean, give or take t · s / √n', () => {
    const { count, mean, deviation, low, high } = meanInterval([2, 4, 6])
    expect([count, mean, deviation]).toEqual([3, 4, 2])
    expect(high - mean).toBeCloseTo((4.302653 * 2) / Math.sqrt(3), 5)
    expect(mean - low).toBeCloseTo(high - mean, 12)
  })

  it('of one value has no width to tell', () => {
    expect(meanInterval([7])).toEqual({ count: 1, mean: 7, deviation: NaN, low: NaN, high: NaN })
  })

  it('of equal values is that value', () => {
    expect(meanInterval([3, 3])).toEqual({ count: 2, mean: 3, deviation: 0, low: 3, high: 3 })
  })
})

describe('comparePaired', () => {
  it('counts the signs that lead as far: 1, 2 and 3 take all equal, 2 of 8', () => {
    const { difference, pValue } = comparePaired([0, 0, 0], [1, 2, 3])
    expect(difference.mean).toBe(2)
    expect(pValue).toBe(2 / 8)
  })

  it('counts ties: of 1, 1, -1 every sum but ±3 is as near', () => {
    // |sum| is 1; all 8 sums are ±1 or ±3
    expect(comparePaired([0, 0, 0], [1, 1, -1]).pValue).toBe(1)
    // 3, 1, -1: |sum| 3; sums ±5 (2), ±3 (4), ±1 (2)
    expect(comparePaired([0, 0, 0], [3, 1, -1]).pValue).toBe(6 / 8)
  })

  it('is 2 / 2^n where all of n seeds agree, and 1 where nothing differs', () => {
    const tenths = Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1))
    expect(comparePaired(Array(10).fill(0), tenths).pValue).toBe(2 / 1024)
    expect(comparePaired([1, 1], [1, 1]).pValue).toBe(1)
  })

  it('does not care which of the two comes first', () => {
    const lists = fc
      .array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
        minLength: 1,
        maxLength: 8,
      })
      .map((pairs) => [pairs.map(([a]) => a), pairs.map(([, b]) => b)])
    fc.assert(
      fc.property(lists, ([a, b]) => {
        const [forth, back] = [comparePaired(a, b), comparePaired(b, a)]
        expect(back.pValue).toBe(forth.pValue)
        expect(back.difference.mean).toBeCloseTo(-forth.difference.mean, 12)
      }),
    )
  })

  it.each([
    [[], []],
    [[1], [1, 2]],
    [Array(21).fill(0), Array(21).fill(0)],
  ])('refuses lists it cannot pair', (before, after) => {
    expect(() => comparePaired(before, after)).toThrow('two lists of one length, 1 to 20')
  })
})

describe('holm', () => {
  it('multiplies the smallest most, and never lets a larger one pass a smaller', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
    expect(holm([0.9, 0.6])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })
})

describe('calibration', () => {
  it('weighs the gap of each bin by its answers', () => {
    // two bins: {.4, .5} half right, a gap of .05; {.9, .7} all right, a gap of .2
    const { error, bins } = calibration([0.4, 0.5, 0.9, 0.7], [true, false, true, true], 2)
    expect(error).toBeCloseTo(0.5 * 0.05 + 0.5 * 0.2, 12)
    expect(bins.map(({ count }) => count)).toEqual([2, 2])
    expect(bins[1].confidence).toBeCloseTo(0.8, 12)
    expect(bins[1].accuracy).toBe(1)
  })

  it('has 15 bins, closed above, with 0 in the first', () => {
    const { bins, error } = calibration([0, 1 / 15, 1], [false, false, true])
    expect(bins.map(({ count }) => count)).toEqual([2, ...Array(13).fill(0), 1])
    expect(error).toBeCloseTo(1 / 45, 12)
  })
})
