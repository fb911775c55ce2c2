import { RunFolderError } from '../errors.ts'

/** What the system's short codes mean to somebody who looks at a run. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than this process may write',
  EACCES: 'it may not be written to',
  EPERM: 'it may not be written to',
  EROFS: 'the disk is read-only',
}

/** The error for a file of a run that cannot be written, with the reason in words where it is a usual one. */
export function cannotWrite(what: string, folder: string, error: unknown): RunFolderError {
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? '']
  return new RunFolderError(
    `${what} could not be written to ${folder}${reason ? `: ${reason}` : ''}.`,
    'free some space or make the folder writable, then continue with --resume; earlier checkpoints are untouched',
    error,
  )
}
