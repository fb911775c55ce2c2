import { expect, it } from 'vitest'
import { whyNotRead } from './read-from-disk.ts'

it.each([
  ['ENOENT', 'x does not exist'],
  ['ENOTDIR', 'x does not exist'],
  ['EACCES', 'no permission to read x'],
  ['EISDIR', 'x is a folder'],
  ['EIO', 'x could not be read: from the system'],
])('names the cause of a failed read: %s', (code, reason) => {
  expect(whyNotRead('x', Object.assign(new Error('from the system'), { code }))).toBe(reason)
})
