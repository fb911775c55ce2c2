import type { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly color: ReturnType<typeof createColors>
  /** Writes to stdout. */
  readonly print: (text: string) => void
  /** Writes to stderr. */
  readonly note: (text: string) => void
  /** Whether stderr is a terminal, where progress can be redrawn. */
  readonly live: boolean
  /** Width of stderr; a pipe has no end. */
  readonly columns: () => number
  /** Lines that replace themselves, below all notes; where stderr is no terminal, one line now and then. */
  readonly progress: (lines: string) => void
  /** Takes the progress lines away. */
  readonly clear: () => void
  /** Leaves the last progress lines standing. */
  readonly settle: () => void
  /** Aborted by the first Ctrl-C; a second one ends the process at once. */
  readonly signal: AbortSignal
  readonly close: () => void
}

/** Lines for a log file or a pipe come this often. */
const quietProgressMs = 10_000

export function createTerminal(): Terminal {
  const { stdout, stderr } = process
  let live: ReturnType<typeof createLogUpdate> | undefined
  // a tenth of a short command's time to load: meanwhile there is no progress to see yet, and a pipe never needs it
  if (stderr.isTTY) void import('log-update').then(({ createLogUpdate }) => (live = createLogUpdate(stderr)))
  const controller = new AbortController()
  let lastQuietLine = -Infinity

  function onInterrupt(): void {
    if (controller.signal.aborted) process.exit(1)
    controller.abort(new InterruptedError())
  }
  process.on('SIGINT', onInterrupt)
  process.on('SIGTERM', onInterrupt)

  // `facegan … | head`: a reader who has seen enough is no error
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })

  let shown = ''
  function settle(): void {
    shown = ''
    live?.done()
  }
  function clear(): void {
    shown = ''
    live?.clear()
  }
  return {
    // a boolean, for undefined would let picocolors decide: it colours pipes wherever CI is set
    color: createColors(stderr.isTTY === true && !process.env['NO_COLOR']),
    print: (text) => void stdout.write(text),
    note(text) {
      if (shown) live?.clear()
      stderr.write(text)
      if (shown) live?.(shown)
    },
    live: stderr.isTTY === true,
    columns: () => (stderr.isTTY ? (stderr.columns ?? 80) : Infinity),
    progress(lines) {
      if (stderr.isTTY) return live?.((shown = lines))
      if (performance.now() - lastQuietLine < quietProgressMs) return
      lastQuietLine = performance.now()
      stderr.write(`${lines}\n`)
    },
    clear,
    settle,
    signal: controller.signal,
    close() {
      settle()
      process.off('SIGINT', onInterrupt)
      process.off('SIGTERM', onInterrupt)
    },
  }
}

/** Why a command stopped early: the user asked. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'

  constructor() {
    super('Interrupted.')
  }
}
