import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidOptionError } from './errors.ts'
import { SeedSequence, randomSeed, seedLimit } from './seeds.ts'

const seed = fc.integer({ min: 0, max: seedLimit - 1 })

describe('SeedSequence.parse', () => {
  it.each([
    ['7', [7]],
    ['0-3', [0, 1, 2, 3]],
    [' 3, 8 ,20 - 22', [3, 8, 20, 21, 22]],
    ['5-5', [5]],
    ['9,1,9', [9, 1, 9]],
    ['4294967295', [4294967295]],
    [0, [0]],
    [
      [3, 1, 2],
      [3, 1, 2],
    ],
  ])('reads %j', (input, expected) => {
    const sequence = SeedSequence.parse(input)
    expect(sequence.slice(0, sequence.length)).toEqual(expected)
  })

  it.each([
    [''],
    ['-1'],
    ['1-'],
    ['5-3'],
    ['1,,2'],
    ['1.5'],
    ['0x10'],
    ['4294967296'],
    ['99999999999999999999'],
    [-1],
    [1.5],
    [NaN],
    [Infinity],
    [[]],
    [[1, -1]],
    [['1']],
    [null],
    [{}],
  ])('refuses %j by name', (input) => {
    expect(() => SeedSequence.parse(input as never)).toThrow(InvalidOptionError)
    expect(() => SeedSequence.parse(input as never)).toThrow(/^`seeds` must be /)
  })

  it('never fails with anything but InvalidOptionError', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.string(),
      fc.stringMatching(/^[-0-9, ]{0,20}$/),
      fc.array(fc.anything()),
    )
    fc.assert(
      fc.property(anything, (input) => {
        expect(wrongFailure(() => SeedSequence.parse(input as never))).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })

  it('gives an array of seeds back as it was', () => {
    fc.assert(
      fc.property(fc.array(seed, { minLength: 1 }), (seeds) => {
        expect(SeedSequence.parse(seeds).slice(0, seeds.length)).toEqual(seeds)
      }),
    )
  })

  it('costs nothing per seed', () => {
    expect(SeedSequence.parse('0-4294967295').length).toBe(2 ** 32)
    expect(SeedSequence.parse('0-4294967295').slice(4e9, 4e9 + 2)).toEqual([4e9, 4e9 + 1])
  })
})

describe('SeedSequence.slice', () => {
  it('agrees with the whole list, wherever it is cut', () => {
    const range = fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 20 }))
    fc.assert(
      fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), fc.nat(60), fc.nat(60), (ranges, a, b) => {
        const sequence = SeedSequence.parse(ranges.map(([start, more]) => `${start}-${start + more}`).join())
        const all = ranges.flatMap(([start, more]) => Array.from({ length: more + 1 }, (_, i) => start + i))
        expect(sequence.length).toBe(all.length)
        expect(sequence.slice(Math.min(a, b), Math.max(a, b))).toEqual(
          all.slice(Math.min(a, b), Math.max(a, b)),
        )
      }),
    )
  })

  it('counts up modulo 2^32', () => {
    expect(SeedSequence.from(seedLimit - 2, 4).slice(0, 4)).toEqual([seedLimit - 2, seedLimit - 1, 0, 1])
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 50 }), (start, count) => {
        const seeds = SeedSequence.from(start, count).slice(0, count)
        seeds.forEach((value, i) => expect(value).toBe((start + i) % seedLimit))
      }),
    )
  })
})

it('draws random seeds from the whole range', () => {
  const drawn = Array.from({ length: 200 }, randomSeed)
  expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < seedLimit)).toBe(true)
  expect(drawn.some((value) => value >= 2 ** 31)).toBe(true)
  expect(new Set(drawn).size).toBeGreaterThan(190)
})

/** What `parse` threw, unless it was the error that it may throw. */
function wrongFailure(parse: () => unknown): unknown {
  try {
    parse()
  } catch (error) {
    return error instanceof InvalidOptionError ? undefined : error
  }
  return undefined
}

describe('SeedSequence.toString', () => {
  it.each([
    [[7], '7'],
    [[3, 8, 20, 21, 22], '3,8,20-22'],
    [[2, 1, 0], '2,1,0'],
    [[4294967295, 0], '4294967295,0'],
  ])('%j is %s', (seeds, text) => {
    expect(SeedSequence.parse(seeds).toString()).toBe(text)
  })

  it('is what parse reads back, past the last seed too', () => {
    const start = fc.integer({ min: seedLimit - 20, max: seedLimit - 1 })
    fc.assert(
      fc.property(fc.oneof(start, seed), fc.integer({ min: 1, max: 40 }), (first, count) => {
        const sequence = SeedSequence.from(first, count)
        const again = SeedSequence.parse(sequence.toString())
        expect(again.slice(0, again.length)).toEqual(sequence.slice(0, count))
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(9), seed), { minLength: 1 }), (list) => {
        const again = SeedSequence.parse(SeedSequence.parse(list).toString())
        expect(again.slice(0, again.length)).toEqual(list)
      }),
    )
  })
})

it.each([
  ['3,3', 3],
  ['1-4,4-5', 4],
  ['0-4294967295,4294967295', 4294967295],
  ['3,8,3', undefined],
  ['1-4,5-9', undefined],
])('in %s the seed that follows itself is %s', (seeds, twin) => {
  expect(SeedSequence.parse(seeds).twin()).toBe(twin)
})
