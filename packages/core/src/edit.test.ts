import { describe, expect, it } from 'vitest'
import { checkEdit, editLatent, parseEdit } from './edit.ts'
import { InvalidOptionError } from './errors.ts'
import { fakeManifest } from './testing/fake-model.ts'

describe('parseEdit', () => {
  it('keeps amounts, and drops those of 0: they change nothing', () => {
    expect(parseEdit({ smile: 1.5, age: 0 })).toEqual({ smile: 1.5 })
    expect(parseEdit({ age: 0 })).toBeUndefined()
    expect(parseEdit({})).toBeUndefined()
    expect(parseEdit(undefined)).toBeUndefined()
  })

  it.each([null, 'smile', 1.5, [1]])('refuses %j', (edit) => {
    expect(() => parseEdit(edit)).toThrow(/^`edit` must be amounts by name, such as \{ smile: 1\.5 \}; got /)
  })

  it.each([NaN, Infinity, '1', null, undefined])('refuses an amount of %s', (amount) => {
    expect(() => parseEdit({ smile: amount })).toThrow(/^`edit\.smile` must be a finite number; got /)
  })
})

describe('checkEdit', () => {
  it('lets pass what lies within the ranges', () => {
    for (const amount of [-2, 3])
      expect(() => checkEdit({ smile: amount }, fakeManifest, false)).not.toThrow()
  })

  it('lists the directions there are when asked for another one', () => {
    const check = () => checkEdit({ grin: 1 }, fakeManifest, true)
    expect(check).toThrow(InvalidOptionError)
    expect(check).toThrow('`edit` must be made of directions of fake, smile, sefa-1; got "grin".')
  })

  it('says that a model has none, and how it gets some', () => {
    const check = () => checkEdit({ smile: 1 }, { name: 'plain' }, false)
    expect(check).toThrow('`edit` must be made of directions of plain, which has none; got "smile".')
    expect(check).toThrow(expect.objectContaining({ hint: expect.stringContaining('facegan directions') }))
  })

  it.each([-2.1, 3.01])('refuses %d, beyond the range, unless told otherwise', (amount) => {
    const check = (beyond: boolean) => () => checkEdit({ smile: amount }, fakeManifest, beyond)
    expect(check(false)).toThrow(
      `\`edit.smile\` must be from -2 to 3, as far as fake still draws faces; got ${amount}.`,
    )
    expect(check(false)).toThrow(expect.objectContaining({ hint: expect.stringContaining('beyond: true') }))
    expect(check(true)).not.toThrow()
  })

  it('takes no name from the prototype of objects', () => {
    expect(() => checkEdit({ constructor: 1 }, fakeManifest, false)).toThrow(/got "constructor"/)
  })
})

it('edits add up, each amount times its direction', () => {
  const latent = Float32Array.of(1, 1, 1, 1)
  editLatent(latent, { smile: 2, 'sefa-1': -5 }, fakeManifest.directions)
  expect(Array.from(latent)).toEqual([3, -2, -3, 1])
})
