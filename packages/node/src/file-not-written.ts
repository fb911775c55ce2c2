import { dirname } from 'node:path'
import { FaceganError, messageOf } from '@facegan/core'

/** A file could not be written; nothing is left of it. */
export class FileNotWrittenError extends FaceganError {
  constructor(path: string, reason: string, hint: string | undefined, cause: unknown) {
    super('FACEGAN_FILE_NOT_WRITTEN', `${path} could not be written: ${reason}.`, { hint, cause })
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
  if (code === 'EEXIST')
    return new FileNotWrittenError(path, 'a file of this name is in the way', 'choose another name', error)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FileNotWrittenError(
      path,
      `no permission to write in ${folder}`,
      'choose another folder',
      error,
    )
  if (code === 'ENOSPC')
    return new FileNotWrittenError(path, 'the disk is full', 'free some space or choose another disk', error)
  if (code === 'EFBIG')
    return new FileNotWrittenError(path, 'files may not grow that long here', 'see `ulimit -f`', error)
  return new FileNotWrittenError(path, messageOf(error), undefined, error)
}
