import { expect, it } from 'vitest'
import { editOption } from './edit-option.ts'

it.each([
  ['smile=1.5', { smile: 1.5 }],
  ['smile=+2, sefa-1=-1e-1', { smile: 2, 'sefa-1': -0.1 }],
])('reads %s', (text, edit) => {
  expect(editOption(text)).toEqual(edit)
})

it('is nothing where the option was left out', () => {
  expect(editOption(undefined)).toBeUndefined()
})

it.each(['', 'smile', 'smile=', 'smile=lots', 'smile=1;age=2', '=1', 'smile=1,', 'smile=1.2.3'])(
  'refuses %j',
  (text) => {
    expect(() => editOption(text)).toThrow(
      /^`--edit` must be amounts by name, such as smile=1\.5,age=-1; got /,
    )
  },
)

it('refuses a direction that is there twice', () => {
  expect(() => editOption('smile=1,smile=2')).toThrow(/^`--edit` must be a direction once each/)
})
