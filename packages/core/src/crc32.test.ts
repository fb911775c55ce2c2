import { describe, expect, it } from 'vitest'
import { bytesOfAscii } from './bytes.ts'
import { crc32 } from './crc32.ts'

describe('crc32', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf43926], // the check value of CRC-32/ISO-HDLC
    ['IEND', 0xae426082], // the last four bytes of every PNG
  ])('of %j', (text, expected) => {
    expect(crc32(bytesOfAscii(text))).toBe(expected)
  })
})
