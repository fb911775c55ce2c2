import { messageOf } from '@facegan/core'
import type { LockPurpose } from '@facegan/trainer'
import { ResultsFolderError } from '../errors.ts'

/** One process a results folder. */
export const resultsLock: LockPurpose = {
  name: 'measuring',
  held: 'is being written',
  subject: 'This folder of results',
  rule: 'one process a folder',
  goOn: 'give the same command again, which goes on where it stopped',
  error: (message, hint) => new ResultsFolderError(message, hint),
  cannotWrite: (folder, cause) =>
    new ResultsFolderError(
      `Results could not be written to ${folder}: ${messageOf(cause)}.`,
      'make room or make the folder writable, then give the same command again: finished results are kept',
      cause,
    ),
}
