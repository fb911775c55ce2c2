import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentile, ratiosToFastest, spread, takeRounds } from './rounds.ts'

const sample = (milliseconds: number) => ({ milliseconds, cpuMilliseconds: milliseconds })

describe('rounds', () => {
  it('everybody has one turn a round, and every other round goes backwards', async () => {
    const turns: string[] = []
    const contestants = ['a', 'b', 'c'].map((name, i) => ({
      name,
      measure: () => {
        turns.push(name)
        return Promise.resolve(sample(i))
      },
    }))
    const seen: number[] = []
    const rounds = await takeRounds(contestants, 3, (_, index) => seen.push(index))
    expect(turns.join('')).toBe('abccbaabc')
    expect(rounds).toEqual([0, 1, 2].map(() => ({ a: sample(0), b: sample(1), c: sample(2) })))
    expect(seen).toEqual([0, 1, 2])
  })

  it('each round has its own fastest other', () => {
    const rounds = [
      { ours: sample(30), a: sample(20), b: sample(60) },
      { ours: sample(30), a: sample(60), b: sample(15) },
    ]
    expect(ratiosToFastest(rounds, 'ours', 'milliseconds')).toEqual([1.5, 2])
    expect(ratiosToFastest(rounds, 'a', 'milliseconds')).toEqual([20 / 30, 4])
  })

  it('the median is the middle, or half-way between the two that are', () => {
    expect(spread([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5 })
    expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4 })
  })

  it('the spread holds for any order and leaves the values alone', () => {
    const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(times, (values) => {
        const before = [...values]
        const { median, min, max } = spread(values)
        expect(values).toEqual(before)
        expect(min).toBe(Math.min(...values))
        expect(max).toBe(Math.max(...values))
        expect(values.filter((v) => v < median).length).toBeLessThanOrEqual(values.length / 2)
        expect(values.filter((v) => v > median).length).toBeLessThanOrEqual(values.length / 2)
      }),
    )
  })

  it('a percentile is the nearest rank', () => {
    const values = [5, 1, 4, 2, 3]
    expect([0.2, 0.5, 0.8, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 3, 4, 5, 5])
    expect(percentile([7], 0.01)).toBe(7)
    const numbers = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, share) => {
        const found = percentile(values, share)
        const atMost = values.filter((v) => v <= found).length
        const below = values.filter((v) => v < found).length
        expect(values).toContain(found)
        expect(atMost).toBeGreaterThanOrEqual(share * values.length)
        expect(below).toBeLessThan(share * values.length)
      }),
    )
  })
})
