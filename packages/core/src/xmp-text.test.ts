import { expect, it } from 'vitest'
import { xmpLimitBytes, xmpText } from './xmp-text.ts'

const read = (text: string) => xmpText(new TextEncoder().encode(text))

it('is the text without what pads it', () => {
  expect(read('<a>\u00e4</a>\n \0\0')).toBe('<a>\u00e4</a>')
  expect(read('\0 ')).toBe('')
})

it.each([
  ['nothing', undefined],
  ['a document type', new TextEncoder().encode('<!DOCTYPE a><a/>')],
  ['more than a mebibyte', new Uint8Array(xmpLimitBytes + 1)],
])('of %s there is none', (_what, xmp) => {
  expect(xmpText(xmp)).toBeUndefined()
})

it('a mebibyte of spaces that do not end it is looked at once', () => {
  const text = `<a>${' '.repeat(xmpLimitBytes - 10)}</a>`
  expect(read(text)).toBe(text) // a search that backtracks would take minutes
})
