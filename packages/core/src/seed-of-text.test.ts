import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seedOfText } from './seed-of-text.ts'

/** What stays so for ever: rows of other people's databases depend on it. `printf %s ada | sha256sum | head -c 8` */
const golden: readonly (readonly [string, number])[] = [
  ['', 0xe3b0c442],
  ['ada', 0xfdee430d],
  ['abc', 0xba7816bf], // FIPS 180-2, appendix B.1
  ['abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq', 0x248d6a61], // B.2, two blocks
  ['a'.repeat(1_000_000), 0xcdc76e5c], // B.3
]

describe('seedOfText', () => {
  it.each(golden)('of %.20s is the same in every version', (text, seed) => {
    expect(seedOfText(text)).toBe(seed)
  })

  it('is the first 32 bits of the SHA-256 that others compute, whatever the text and its length', () => {
    const texts = fc.string({ unit: 'binary', maxLength: 300 })
    fc.assert(
      fc.property(texts, (text) => {
        expect(seedOfText(text)).toBe(createHash('sha256').update(text, 'utf8').digest().readUInt32BE())
      }),
      { numRuns: 300 },
    )
  })

  it('half of a surrogate pair is what UTF-8 makes of it everywhere: U+FFFD', () => {
    expect(seedOfText('\uD800')).toBe(seedOfText('\uFFFD'))
  })

  it.each([undefined, null, 42, ['ada'], new Uint8Array(3)])('refuses %j', (text) => {
    expect(() => seedOfText(text as unknown as string)).toThrow('`text` must be a string; got')
  })
})
