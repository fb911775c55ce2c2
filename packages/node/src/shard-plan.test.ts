import { SeedSequence } from '@facegan/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planShards, shardPattern } from './shard-plan.ts'

describe('planShards', () => {
  it('parts are disjoint, whole, in order, and differ by one shard at most', () => {
    const sizes = fc.record({
      faces: fc.integer({ min: 1, max: 5000 }),
      shardSize: fc.integer({ min: 1, max: 300 }),
    })
    const cases = sizes.chain(({ faces, shardSize }) => {
      const of = fc.integer({ min: 1, max: Math.ceil(faces / shardSize) })
      return fc.record({ faces: fc.constant(faces), shardSize: fc.constant(shardSize), of })
    })
    fc.assert(
      fc.property(cases, ({ faces, shardSize, of }) => {
        const seeds = SeedSequence.from(7, faces)
        const parts = Array.from({ length: of }, (_, n) => planShards(seeds, shardSize, { index: n + 1, of }))
        const made = parts.flatMap(({ begin, end, seedsOf }) =>
          Array.from({ length: end - begin }, (_, n) => seedsOf(begin + n)).flat(),
        )
        expect(made).toEqual(seeds.slice(0, faces))
        expect(parts.reduce((sum, part) => sum + part.faces, 0)).toBe(faces)
        const lengths = parts.map(({ begin, end }) => end - begin)
        expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1)
        expect(Math.min(...lengths)).toBeGreaterThan(0)
      }),
    )
  })

  it.each([
    [0, undefined, /^`shardSize` must be an integer from 1 to 1000000; got 0/],
    [1.5, undefined, /^`shardSize` must be /],
    [10, { index: 0, of: 2 }, /^`part\.index` must be an integer from 1 to 2; got 0/],
    [10, { index: 3, of: 2 }, /^`part\.index` must be /],
    [10, { index: 1, of: 11 }, /^`part\.of` must be an integer from 1 to 10, the number of shards; got 11/],
    [10, { index: 1, of: 0 }, /^`part\.of` must be /],
    [10, {} as never, /^`part\.of` must be /],
  ])('refuses a size of %j and part %j', (size, part, message) => {
    expect(() => planShards(SeedSequence.from(0, 100), size, part)).toThrow(message)
  })
})

it.each([
  [0, 100, 'faces-{000000..000099}.tar'],
  [3, 4, 'faces-000003.tar'],
  [1_000_000, 1_000_002, 'faces-{1000000..1000001}.tar'],
])('shards %i to %i are %s', (begin, end, pattern) => {
  expect(shardPattern({ begin, end })).toBe(pattern)
})
