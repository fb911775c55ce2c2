import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { crc32c, EventFile } from './event-file.ts'
import { temporaryFolder } from './testing/fake-programs.ts'

// RFC 3720, appendix B.4
it.each([
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['0 to 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
])('the CRC-32C of %s', (_name, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc)
})

it('is written when many events have come, and by a flush; the lengths lead from one to the next', () => {
  const folder = temporaryFolder()
  const file = new EventFile(folder)
  const [name] = readdirSync(folder)
  const bytes = () => readFileSync(join(folder, name!))
  for (let i = 0; i < 99; i++) file.add(Buffer.from('event'))
  expect(bytes()).toHaveLength(0)
  file.add(Buffer.from('event'))
  expect(bytes()).toHaveLength(100 * (8 + 4 + 5 + 4))
  file.add(Buffer.from('another one'))
  file.close()
  const texts: string[] = []
  for (let at = 0; at < bytes().length;) {
    const length = Number(bytes().readBigUInt64LE(at))
    texts.push(bytes().toString('latin1', at + 12, at + 12 + length))
    at += 12 + length + 4
  }
  expect(texts).toHaveLength(101)
  expect(texts.at(-1)).toBe('another one')
})
