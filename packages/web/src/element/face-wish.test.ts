import { InvalidOptionError, seedOfText } from '@facegan/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readWish, sizeOf } from './face-wish.ts'

const wish = (attributes: Record<string, string>) => readWish((name) => attributes[name] ?? null, undefined)
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/)
const edit = fc.dictionary(name, fc.double({ noNaN: true, noDefaultInfinity: true }), {
  minKeys: 1,
  noNullPrototype: true,
})

describe('a wish', () => {
  it('has the seed that is written, or that of its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.string(), (seed, text) => {
        expect(wish({ seed: ` ${seed} `, text })?.seed).toBe(seed)
        expect(wish({ text })?.seed).toBe(seedOfText(text))
      }),
    )
    expect(wish({ truncation: '0.5' })).toBeUndefined()
  })

  it('has the amounts that are written, spaces or not', () => {
    fc.assert(
      fc.property(edit, (amounts) => {
        const text = Object.entries(amounts).map(([key, amount]) => ` ${key} = ${amount} `)
        expect(wish({ seed: '1', edit: text.join(',') })?.settings.edit).toEqual(
          Object.fromEntries(Object.entries(amounts).map(([key, amount]) => [key, Number(String(amount))])),
        )
      }),
    )
    expect(wish({ seed: '1', edit: ' ' })?.settings.edit).toBeUndefined()
  })

  it('of any other text is an error of ours that names the attribute', () => {
    const attribute = fc.constantFrom('seed', 'truncation', 'edit', 'size')
    const named = (key: string, error: unknown) =>
      error instanceof InvalidOptionError && error.message.includes(`\`${key}\``)
    fc.assert(
      fc.property(attribute, fc.string(), (key, text) => {
        const read = () => (key === 'size' ? sizeOf(text) : wish({ seed: '1', [key]: text }))
        expect(failureOf(read)).toSatisfy((error) => error === undefined || named(key, error))
      }),
    )
  })

  it.each(['', ' ', '1.5', '-1', '0x10', '1e3', '4294967296', '٣'])('takes no seed %j', (seed) => {
    expect(() => wish({ seed })).toThrow(InvalidOptionError)
  })

  it('shares a run with wishes of the same settings only, and its pixels with the same seed only', () => {
    const [a, b, c] = [wish({ seed: '1' })!, wish({ seed: '2' })!, wish({ seed: '1', edit: 'smile=1' })!]
    expect(a.group).toBe(b.group)
    expect(a.group).not.toBe(c.group)
    expect(new Set([a.key, b.key, c.key]).size).toBe(3)
    expect(wish({ text: 'ada' })!.key).toBe(wish({ seed: String(seedOfText('ada')) })!.key)
  })
})

function failureOf(read: () => unknown): unknown {
  try {
    read()
    return undefined
  } catch (error) {
    return error
  }
}
