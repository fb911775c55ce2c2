import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelsOnly } from '../testing/labels-only.ts'
import { openSetSplitOf } from './open-set-split.ts'
import { splitOf } from './split.ts'

const filesOf = (labels: readonly number[]) => labelsOnly(labels).files
/** Ten pictures of p0, then 64 of p1. */
const tenAnd64 = [...Array<number>(10).fill(0), ...Array<number>(64).fill(1)]

describe('splitOf', () => {
  it('takes the first of NumPy’s permutation of each person to learn from', () => {
    const { train, test } = splitOf(labelsOnly(tenAnd64), { perPerson: 3, seed: 9 })
    const files = filesOf(tenAnd64)
    expect(train.files).toEqual([8, 4, 7, 10 + 48, 10 + 6, 10 + 31].map((i) => files[i]))
    expect(test.files.slice(0, 7)).toEqual([2, 1, 9, 3, 0, 6, 5].map((i) => files[i]))
    expect(test.labels).toHaveLength(7 + 61)
  })

  it('tests at most testPerPerson, those that follow', () => {
    const { test } = splitOf(labelsOnly(tenAnd64), { perPerson: 3, seed: 9, testPerPerson: 2 })
    const files = filesOf(tenAnd64)
    expect(test.files).toEqual([2, 1, 10 + 14, 10 + 25].map((i) => files[i]))
  })

  it('puts no picture on both sides, and loses none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 3, max: 9 }), { minLength: 2, maxLength: 5 }),
        fc.integer({ min: 1, max: 2 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        (counts, perPerson, seed) => {
          const labels = counts.flatMap((count, person) => Array<number>(count).fill(person))
          const { train, test } = splitOf(labelsOnly(labels), { perPerson, seed })
          expect([...train.files, ...test.files].toSorted()).toEqual(filesOf(labels).toSorted())
          expect(Array.from(train.labels)).toEqual(
            counts.flatMap((_, person) => Array<number>(perPerson).fill(person)),
          )
        },
      ),
    )
  })

  it('names the people with too few pictures', () => {
    expect(() => splitOf(labelsOnly([0, 0, 0, 1, 1, 2]), { perPerson: 2, seed: 0 })).toThrow(
      "Learning from 2 of each person's pictures and trying it on another takes 3 of each; fewer have p1 (2), p2 (1).",
    )
  })

  it.each([
    [{ perPerson: 0, seed: 0 }, '`perPerson` must be a whole number from 1 up; got 0.'],
    [{ perPerson: 1, seed: -1 }, '`seed` must be a whole number from 0 to 4294967295; got -1.'],
    [{ perPerson: 1, seed: 0, testPerPerson: 0.5 }, '`testPerPerson` must be'],
  ])('refuses %o', (options, message) => {
    expect(() => splitOf(labelsOnly([0, 0, 1, 1]), options)).toThrow(message)
  })
})

describe('openSetSplitOf', () => {
  it('learns from even people and tests odd ones, who are numbered anew', () => {
    const faces = labelsOnly([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    const { train, test } = openSetSplitOf(faces, { seed: 0, trainPerPerson: 2, testPerPerson: 3 })
    expect(train.people).toEqual(['p0', 'p2'])
    expect(Array.from(train.labels)).toEqual([0, 0, 1, 1])
    expect(test.people).toEqual(['p1', 'p3'])
    expect(Array.from(test.labels)).toEqual([0, 0, 0, 1, 1, 1])
    expect(test.files.every((file) => /^p[13]/.test(file))).toBe(true)
  })

  it('says what is missing', () => {
    expect(() => openSetSplitOf(labelsOnly([0, 0, 1, 1, 2, 2]), { seed: 0 })).toThrow(
      'four in all; there are 3',
    )
    expect(() => openSetSplitOf(labelsOnly([0, 0, 1, 2, 2, 3, 3]), { seed: 0 })).toThrow('fewer have p1.')
  })
})
