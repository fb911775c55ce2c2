import { describe, expect, expectTypeOf, it } from 'vitest'
import { InvalidOptionError } from './errors.ts'
import { resolveGenerateOptions, type GenerateOptions } from './generate-options.ts'

describe('resolveGenerateOptions', () => {
  it('fills in the defaults: one face of a random seed', () => {
    const { seeds, truncation, batchSize, signal, onProgress } = resolveGenerateOptions()
    expect({ length: seeds.length, truncation, batchSize, signal, onProgress }).toEqual({
      length: 1,
      truncation: 1,
      batchSize: 32,
      signal: undefined,
      onProgress: undefined,
    })
  })

  it('takes a bare number as the count', () => {
    expect(resolveGenerateOptions(16).seeds.length).toBe(16)
  })

  it('takes as many faces as seeds', () => {
    const { seeds } = resolveGenerateOptions({ seeds: '0-35' })
    expect(seeds.slice(0, 99)).toEqual(Array.from({ length: 36 }, (_, i) => i))
    expect(resolveGenerateOptions({ seeds: [4, 2], count: 2 }).seeds.length).toBe(2)
  })

  it('draws another start each time', () => {
    const starts = Array.from({ length: 8 }, () => resolveGenerateOptions(1).seeds.slice(0, 1)[0])
    expect(new Set(starts).size).toBeGreaterThan(1)
  })

  it.each<[string, unknown]>([
    ['count', 0],
    ['count', -1],
    ['count', 1.5],
    ['count', NaN],
    ['count', '16'],
    ['count', 2 ** 32 + 1],
    ['seeds', -1],
    ['seeds', 'all'],
    ['truncation', -0.1],
    ['truncation', 1.1],
    ['truncation', NaN],
    ['truncation', '1'],
    ['batchSize', 0],
    ['batchSize', 1025],
    ['edit', 'smile'],
    ['beyond', 'yes'],
    ['signal', {}],
    ['onProgress', 'log'],
  ])('refuses %s of %j by name', (option, value) => {
    const resolve = () => resolveGenerateOptions({ [option]: value } as GenerateOptions)
    expect(resolve).toThrow(InvalidOptionError)
    expect(resolve).toThrow(new RegExp(`^\`${option}\` must be `))
  })

  it('refuses a count that contradicts the seeds', () => {
    expect(() => resolveGenerateOptions({ seeds: '0-3', count: 5 })).toThrow(/the 4 seeds given; got 5/)
  })

  it('refuses an option that it does not know, and lists those it does', () => {
    expect(() => resolveGenerateOptions({ seed: 1 } as never)).toThrow(/`count`, `seeds`.*got "seed"/)
  })

  it.each([null, 'sixteen', true])('refuses %j as options', (input) => {
    expect(() => resolveGenerateOptions(input as never)).toThrow(InvalidOptionError)
  })

  it('is a type error to misspell or mistype an option', () => {
    expectTypeOf<{ seeds: '0-3' }>().toExtend<GenerateOptions>()
    expectTypeOf<{ seeds: readonly number[]; count: 2 }>().toExtend<GenerateOptions>()
    expectTypeOf<{ seeds: boolean }>().not.toExtend<GenerateOptions>()
    expectTypeOf<{ truncation: string }>().not.toExtend<GenerateOptions>()
    // @ts-expect-error it is `seeds`
    expect(() => resolveGenerateOptions({ seed: 1 })).toThrow(InvalidOptionError)
  })
})
