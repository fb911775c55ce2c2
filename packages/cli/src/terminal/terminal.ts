import type { createLogUpdate } from 'log-update'
import { createColors } from 'picocolors'
import { InterruptedError, OutputError, ReaderGoneError } from './stop-reasons.ts'

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  readonly color: ReturnType<typeof createColors>
  /** Writes to stdout. */
  readonly print: (text: string) => void
  /** Writes to stdout what is long, at the reader's pace. @throws ReaderGoneError, OutputError */
  readonly write: (bytes: Uint8Array | string) => Promise<void>
  /** Waits until all of it is out. @throws as `write` does */
  readonly flush: () => Promise<void>
  /** Whether stdout is a screen, where bytes of a picture make no sense. */
  readonly onScreen: boolean
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
  /** Aborted by the first Ctrl-C, for a second one ends the process at once, or when nobody can read stdout any more. */
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

  // without a listener a failed write would end the process with a stack trace
  let failed: ReaderGoneError | OutputError | undefined
  stdout.on('error', (error) => {
    failed ??= stopReason(error)
    controller.abort(failed)
  })
  const write = (bytes: Uint8Array | string) =>
    new Promise<void>((resolve, reject) => {
      if (failed) return reject(failed)
      stdout.write(bytes, (error) => (error ? reject(stopReason(error)) : resolve()))
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
    write,
    flush: () => write(''),
    onScreen: stdout.isTTY === true,
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

function stopReason(error: NodeJS.ErrnoException): ReaderGoneError | OutputError {
  return error.code === 'EPIPE' ? new ReaderGoneError() : new OutputError(error)
}
