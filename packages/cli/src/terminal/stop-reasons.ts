import { FaceganError, messageOf } from '@facegan/core'

/** Why a command stopped early: the user asked. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'

  constructor() {
    super('Interrupted.')
  }
}

/** `facegan … | head`: a reader who has seen enough. No failure. */
export class ReaderGoneError extends Error {
  override readonly name = 'ReaderGoneError'

  constructor() {
    super('The reader of stdout is gone.')
  }
}

/** Results cannot be written, as where stdout is a file on a full disk. */
export class OutputError extends FaceganError {
  constructor(cause: NodeJS.ErrnoException) {
    const reason = cause.code === 'ENOSPC' ? 'the disk is full' : messageOf(cause)
    super('FACEGAN_OUTPUT', `stdout could not be written: ${reason}.`, {
      hint: 'what came before is not whole; write somewhere else and run it again',
      cause,
    })
  }
}
