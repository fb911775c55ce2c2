import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { slerp } from './slerp.ts'

const latent = fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { minLength: 8, maxLength: 8 })

it('half-way between two axes is the diagonal, on the sphere', () => {
  const half = between([1, 0], [0, 1], 0.5)
  expect(half[0]).toBeCloseTo(Math.SQRT1_2, 6)
  expect(half[1]).toBeCloseTo(Math.SQRT1_2, 6)
})

it('a third of the way turns by a third of the angle', () => {
  const third = between([2, 0], [0, 2], 1 / 3)
  expect(Math.atan2(third[1], third[0])).toBeCloseTo(Math.PI / 6, 6)
  expect(Math.hypot(...third)).toBeCloseTo(2, 6)
})

it('starts at the one and ends at the other', () => {
  fc.assert(
    fc.property(latent, latent, (a, b) => {
      between(a, b, 0).forEach((value, i) => expect(value).toBeCloseTo(a[i], 4))
      between(a, b, 1).forEach((value, i) => expect(value).toBeCloseTo(b[i], 4))
    }),
  )
})

it.each([
  ['the same way', [1, 1], [2, 2], [1.5, 1.5]],
  ['away from each other', [1, 0], [-1, 0], [0, 0]],
  ['nowhere', [0, 0], [0, 0], [0, 0]],
])('where both point %s it is the straight line', (_, a, b, expected) => {
  expect(between(a, b, 0.5)).toEqual(expected)
})

it('may write over what it reads', () => {
  const a = Float32Array.of(1, 0)
  slerp(a, Float32Array.of(0, 1), 0.5, a)
  expect(Array.from(a)).toEqual(between([1, 0], [0, 1], 0.5))
})

function between(a: number[], b: number[], t: number): number[] {
  const target = new Float32Array(a.length)
  slerp(Float32Array.from(a), Float32Array.from(b), t, target)
  return Array.from(target)
}
