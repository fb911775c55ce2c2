import { Mt19937 } from '@facegan/core'
import { expect, it } from 'vitest'
import { fewestPictures, permutation, splitOf } from './split.ts'

// python -c "import numpy; r = numpy.random.RandomState(9); print(r.permutation(10), r.permutation(64)[:5])"
it("draws NumPy's permutations, one after another", () => {
  const random = new Mt19937(9)
  expect(permutation(random, 10)).toEqual([8, 4, 7, 2, 1, 9, 3, 0, 6, 5])
  expect(permutation(random, 64).slice(0, 5)).toEqual([48, 6, 31, 14, 25])
})

it('learns from some pictures of each person and asks about all others', () => {
  const labels = Array.from({ length: 12 }, (_, i) => Math.floor(i / 4))
  const { train, test } = splitOf(labels, 3, 0)
  expect([...train, ...test].toSorted((a, b) => a - b)).toEqual(labels.map((_, i) => i))
  expect(train.map((i) => labels[i])).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
  expect(test.map((i) => labels[i])).toEqual([0, 1, 2])
  expect(splitOf(labels, 3, 1)).not.toEqual({ train, test })
})

it('asks about ten of each where people differ in how many there are', () => {
  const labels = [...Array(30).fill(0), ...Array(15).fill(1)] as number[]
  const { train, test } = splitOf(labels, 5, 0)
  expect(train).toHaveLength(10)
  expect(test.filter((i) => labels[i] === 0)).toHaveLength(10)
  expect(test.filter((i) => labels[i] === 1)).toHaveLength(10)
  expect(new Set([...train, ...test]).size).toBe(30)
  expect(fewestPictures(labels)).toBe(15)
})
