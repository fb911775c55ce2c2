import { latentsOf } from '@facegan/core'
import { describe, expect, it } from 'vitest'
import { fitDirections } from './fit-directions.ts'

const size = 8
const count = 1000
const latents = latentsOf(
  Array.from({ length: count }, (_, seed) => seed),
  size,
)
/** A label that is this combination of z, and some noise that is none of z's business. */
function labelOf(weights: readonly number[], noise: number, seed = 5000): number[] {
  const other = latentsOf([seed], count)
  return Array.from({ length: count }, (_, n) =>
    weights.reduce((sum, weight, i) => sum + weight * latents[n * size + i], noise * other[n]),
  )
}
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0)

describe('fitDirections', () => {
  it('finds the direction that a label was made of', () => {
    const [{ vector, correlation, fit }] = fitDirections(latents, size, [
      labelOf([3, 0, 4, 0, 0, 0, 0, 0], 0),
    ])
    expect(vector[0]).toBeCloseTo(0.6, 2)
    expect(vector[2]).toBeCloseTo(0.8, 2)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 9)
    expect(correlation).toBeGreaterThan(0.999)
    expect(fit).toBeCloseTo(correlation, 9) // of one label, the direction is the regression
  })

  it('a label of half noise is told by half its variance', () => {
    const [{ fit }] = fitDirections(latents, size, [labelOf([1, 0, 0, 0, 0, 0, 0, 0], 1)])
    expect(fit).toBeGreaterThan(0.6)
    expect(fit).toBeLessThan(0.8)
  })

  it('a label that z does not tell fits nothing on held-out faces', () => {
    const [{ fit, correlation }] = fitDirections(latents, size, [labelOf([], 1)])
    expect(Math.abs(fit)).toBeLessThan(0.2)
    expect(Math.abs(correlation)).toBeLessThan(0.2)
    expect(fitDirections(latents, size, [Array.from({ length: count }, () => 0)])[0]).toMatchObject({
      fit: 0,
    })
  })

  it('a step along one label leaves the others where they are', () => {
    const [smile, age] = [
      [1, 0.5, 0, 0, 0, 0, 0, 0],
      [-0.8, 0, 1, 0, 0, 0, 0, 0],
    ]
    const [a, b] = fitDirections(latents, size, [labelOf(smile, 0.3), labelOf(age, 0.3, 6000)])
    expect(dot(a.vector, smile)).toBeGreaterThan(0.5)
    expect(Math.abs(dot(a.vector, age))).toBeLessThan(0.05)
    expect(dot(b.vector, age)).toBeGreaterThan(0.5)
    expect(Math.abs(dot(b.vector, smile))).toBeLessThan(0.05)
    expect(a.fit).toBeGreaterThan(a.correlation) // what it shares with age it gave up
  })

  it('of no label there is no direction', () => {
    expect(fitDirections(latents, size, [])).toEqual([])
  })
})
