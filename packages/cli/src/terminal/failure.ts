import { InterruptedError, ReaderGoneError } from './stop-reasons.ts'
import type { Terminal } from './terminal.ts'

/** Codes that mean the command line itself was wrong. */
const wrongUse = new Set(['FACEGAN_INVALID_OPTION', 'FACEGAN_TOO_MANY_FACES'])

/** Says what went wrong and what to do next. @returns the exit code */
export function failure(error: unknown, { color, note }: Terminal): 0 | 1 | 2 {
  if (error instanceof ReaderGoneError) return 0
  if (error instanceof InterruptedError) {
    note('Interrupted; what was finished is kept.\n')
    return 1
  }
  const { code, hint } = (error ?? {}) as { code?: unknown; hint?: unknown }
  const expected = typeof code === 'string' && /^(FACEGAN|TFJS_NATIVE)_/.test(code)
  // a bug of ours: its stack is what a report needs
  const message =
    error instanceof Error ? (expected ? error.message : (error.stack ?? error.message)) : String(error)
  note(`${color.red('error:')} ${message}\n`)
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined
  if (expected && cause && !message.includes(cause)) note(`${color.dim('cause:')} ${cause}\n`)
  if (typeof hint === 'string' && !message.includes(hint)) note(`${color.cyan('hint:')} ${hint}\n`)
  if (!expected)
    note(`${color.cyan('hint:')} this looks like a bug in facegan; please report it with the lines above\n`)
  return wrongUse.has(String(code)) ? 2 : 1
}
