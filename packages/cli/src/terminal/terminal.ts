import { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly color: ReturnType<typeof createColors>
  /** Writes to stdout. */
  readonly print: (text: string) => void
  /** Writes to stderr. */
  readonly note: (text: string) => void
  /** One line that replaces itself; where stderr is no terminal, one line now and then. */
  readonly progress: (line: string) => void
  /** Leaves the last progress line standing. */
  readonly settle: () => void
  /** Aborted by the first Ctrl-C; a second one ends the process at once. */
  readonly signal: AbortSignal
  readonly close: () => void
}

/** Lines for a log file or a pipe come this often. */
const quietProgressMs = 10_000

export function createTerminal(): Terminal {
  const { stdout, stderr } = process
  const live = stderr.isTTY ? createLogUpdate(stderr) : undefined
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

  const settle = () => live?.done()
  return {
    // a boolean, for undefined would let picocolors decide: it colours pipes wherever CI is set
    color: createColors(stderr.isTTY === true && !process.env['NO_COLOR']),
    print: (text) => void stdout.write(text),
    note(text) {
      settle()
      stderr.write(text)
    },
    progress(line) {
      if (live) return live(line)
      if (performance.now() - lastQuietLine < quietProgressMs) return
      lastQuietLine = performance.now()
      stderr.write(`${line}\n`)
    },
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
