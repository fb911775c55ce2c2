import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidOptionError } from './errors.ts'
import { mixOf, resolveInterpolateOptions, type InterpolateOptions } from './interpolate-options.ts'

const all = (seeds: number[], options: InterpolateOptions) => {
  const { frames, slice } = resolveInterpolateOptions(seeds, options)
  return slice(0, frames)
}

describe('interpolation', () => {
  it('an open way starts at the first seed and ends at the last', () => {
    expect(all([4, 9], { frames: 3 })).toEqual([
      { seed: 4 },
      { seed: 4, mix: { seed: 9, t: 0.5 } },
      { seed: 9 },
    ])
    expect(resolveInterpolateOptions([4, 9]).frames).toBe(60)
  })

  it('steps are even, and a slice is that part of the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 2 ** 28 }), { minLength: 2, maxLength: 6 }),
        fc.integer({ min: 2, max: 200 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 199 }),
        (seeds, frames, loop, begin) => {
          const unlike = seeds.map((seed, i) => seed * 8 + i) // no two alike
          const { slice } = resolveInterpolateOptions(unlike, { frames, loop })
          const whole = slice(0, frames)
          expect(slice(begin % frames, frames)).toEqual(whole.slice(begin % frames))
          const places = whole.map(({ seed, mix }) => unlike.indexOf(seed) + (mix?.t ?? 0))
          const legs = loop ? unlike.length : unlike.length - 1
          const steps = loop ? frames : frames - 1
          places.forEach((place, n) => expect(place).toBeCloseTo((n * legs) / steps, 9))
        },
      ),
    )
  })

  it('a loop comes back to its first seed without drawing it twice', () => {
    const frames = all([4, 9], { frames: 4, loop: true })
    expect(frames.map(({ seed, mix }) => [seed, mix?.seed])).toEqual([
      [4, undefined],
      [4, 9],
      [9, undefined],
      [9, 4],
    ])
  })

  it.each([
    ['seeds', [1], {}],
    ['seeds', 7, {}],
    ['seeds', 'all', {}],
    ['frames', [1, 2], { frames: 1 }],
    ['frames', [1, 2], { frames: 2.5 }],
    ['frames', [1, 2], { frames: 1_000_001 }],
    ['loop', [1, 2], { loop: 'yes' }],
    ['truncation', [1, 2], { truncation: 2 }],
    ['options', [1, 2], { count: 3 }],
    ['options', [1, 2], 7],
  ])('refuses %s of %j with %j by name', (option, seeds, options) => {
    const resolve = () => resolveInterpolateOptions(seeds as never, options as never)
    expect(resolve).toThrow(InvalidOptionError)
    expect(resolve).toThrow(new RegExp(`^\`${option}\` must be `))
  })
})

describe('mixOf', () => {
  it('is a seed alone at both ends, and between a seed and itself', () => {
    expect(mixOf(1, 2, 0)).toEqual({ seed: 1 })
    expect(mixOf(1, 2, 1)).toEqual({ seed: 2 })
    expect(mixOf(1, 1, 0.5)).toEqual({ seed: 1 })
    expect(mixOf(1, 2, 0.25)).toEqual({ seed: 1, mix: { seed: 2, t: 0.25 } })
  })

  it.each([
    ['a', -1, 2, 0.5],
    ['b', 1, 2 ** 32, 0.5],
    ['t', 1, 2, -0.1],
    ['t', 1, 2, 1.1],
    ['t', 1, 2, NaN],
    ['t', 1, 2, '0.5'],
  ])('refuses %s', (option, a, b, t) => {
    expect(() => mixOf(a, b, t as number)).toThrow(new RegExp(`^\`${option}\` must be `))
  })
})
