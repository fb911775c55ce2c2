import { FaceganError } from '@facegan/core'

/** Only what the cache holds may be used, and it does not hold this. */
export class OfflineError extends FaceganError {
  constructor(what: string, where: string) {
    super('FACEGAN_OFFLINE', `${what} is not in the cache (${where}), and nothing may be fetched.`, {
      hint: 'load the model once without `offline` and FACEGAN_OFFLINE',
    })
  }
}

/** A server that gives no usable answer, now or at all. Becomes a ModelNotFoundError where nothing else helps. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  /** Whether trying again may help. */
  readonly temporary: boolean
  /** What the server asked to wait. */
  readonly retryAfterMs: number

  constructor(
    message: string,
    options: { temporary: boolean; retryAfterMs?: number | undefined; cause?: unknown },
  ) {
    super(message, { cause: options.cause })
    this.temporary = options.temporary
    this.retryAfterMs = options.retryAfterMs ?? 0
  }
}
