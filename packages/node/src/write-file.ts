import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FaceganError, messageOf } from '@facegan/core'

/** A file could not be written; nothing is left of it. */
export class FileNotWrittenError extends FaceganError {
  constructor(path: string, reason: string, hint: string | undefined, cause: unknown) {
    super('FACEGAN_FILE_NOT_WRITTEN', `${path} could not be written: ${reason}.`, { hint, cause })
  }
}

let written = 0

/**
 * Writes beside the target and renames, so that a reader never sees half a file.
 *
 * @throws FileNotWrittenError
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${written++}.tmp`)
  try {
    await writeFile(temporary, bytes, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}) // what made the write fail may forbid this too
    throw whyNotWritten(path, error)
  }
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/** Names the cause of a failed write, from the system's code. */
export function whyNotWritten(path: string, error: unknown): FileNotWrittenError {
  const { code } = error as NodeJS.ErrnoException
  const folder = dirname(path)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new FileNotWrittenError(
      path,
      `there is no folder ${folder}`,
      `make it first: mkdir -p ${folder}`,
      error,
    )
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FileNotWrittenError(
      path,
      `no permission to write in ${folder}`,
      'choose another folder',
      error,
    )
  if (code === 'ENOSPC')
    return new FileNotWrittenError(path, 'the disk is full', 'free some space or choose another disk', error)
  return new FileNotWrittenError(path, messageOf(error), undefined, error)
}
