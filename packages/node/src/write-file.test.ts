import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from './testing/fixtures.ts'
import { whyNotWritten } from './file-not-written.ts'
import { writeFileAtomically } from './write-file.ts'

describe('whyNotWritten', () => {
  it.each([
    ['ENOENT', 'there is no folder faces', 'make it first: mkdir -p faces'],
    ['ENOTDIR', 'there is no folder faces', 'make it first: mkdir -p faces'],
    ['EACCES', 'no permission to write in faces', 'choose another folder'],
    ['EPERM', 'no permission to write in faces', 'choose another folder'],
    ['EROFS', 'no permission to write in faces', 'choose another folder'],
    ['EEXIST', 'a file of this name is in the way', 'choose another name'],
    ['EFBIG', 'files may not grow that long here', 'see `ulimit -f`'],
    ['ENOSPC', 'the disk is full', 'free some space or choose another disk'],
    ['EIO', 'from the system', undefined],
  ])('%s: %s', (code, reason, hint) => {
    const cause = Object.assign(new Error('from the system'), { code })
    const error = whyNotWritten('faces/a.png', cause)
    expect(error).toMatchObject({ code: 'FACEGAN_FILE_NOT_WRITTEN', hint, cause })
    expect(error.message).toBe(`faces/a.png could not be written: ${reason}.`)
  })
})

it('many writes at once to one file leave one whole file', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a.bin')
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => writeFileAtomically(path, new Uint8Array(1000).fill(n))),
  )
  expect(await readdir(folder.path)).toEqual(['a.bin'])
})
