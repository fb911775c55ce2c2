import { SeedSequence } from '@facegan/core'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { seedRanges } from './seed-ranges.ts'

it.each([
  [[7], '7'],
  [[3, 8, 20, 21, 22], '3,8,20-22'],
  [[2, 1, 0], '2,1,0'],
  [[4294967295, 0], '4294967295,0'],
])('%j is %s', (seeds, text) => {
  expect(seedRanges(seeds)).toBe(text)
})

it('is what SeedSequence.parse reads back', () => {
  const seeds = fc.array(fc.oneof(fc.nat(9), fc.integer({ min: 0, max: 2 ** 32 - 1 })), { minLength: 1 })
  fc.assert(
    fc.property(seeds, (list) => {
      expect(SeedSequence.parse(seedRanges(list)).slice(0, list.length)).toEqual(list)
    }),
  )
})
