import { expect, it } from 'vitest'
import { compareOutput } from './compare.ts'

const output = (values: number[], shape = [1, values.length]) => ({ name: 'y', shape, values })

it('gives the largest and the mean difference, and allows more where outputs are large', () => {
  expect(compareOutput(output([1, 2, -200]), output([1, 2.5, -201]), 0.01)).toEqual({
    name: 'y',
    shape: [1, 3],
    largest: 1,
    mean: 0.5,
    allowed: 2,
  })
  expect(compareOutput(output([0.1]), output([0.1]), 1e-5).allowed).toBe(1e-5)
})

it('NaN, infinity and another shape are infinitely far away', () => {
  expect(compareOutput(output([NaN]), output([NaN]), 1).largest).toBe(Infinity)
  expect(compareOutput(output([1]), output([NaN]), 1).largest).toBe(Infinity)
  expect(compareOutput(output([Infinity]), output([Infinity]), 1).largest).toBe(Infinity)
  expect(compareOutput(output([1, 2]), output([1, 2], [2, 1]), 1).largest).toBe(Infinity)
})
