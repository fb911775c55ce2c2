import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { createInterface } from 'node:readline'
import { BenchError } from './bench-error.ts'

/** What a worker is asked, as one line of JSON. */
export interface TurnRequest {
  readonly variant: string
  /** Steps before the clock starts. */
  readonly warmup: number
  readonly steps: number
}

/** What it answers, likewise; what else the answer holds is its bench's affair. */
export interface Timing {
  readonly seconds: number
  /** Of all threads. */
  readonly cpuSeconds: number
}

/** A warm process that works when it is its turn and sleeps on its standard input while others are timed. */
export class BenchWorker<Hello, Turn extends Timing> {
  readonly name: string
  /** The first line that it writes. */
  readonly hello: Hello
  readonly #child: ChildProcessWithoutNullStreams
  readonly #nextLine: () => Promise<unknown>

  private constructor(
    name: string,
    hello: Hello,
    child: ChildProcessWithoutNullStreams,
    nextLine: () => Promise<unknown>,
  ) {
    this.name = name
    this.hello = hello
    this.#child = child
    this.#nextLine = nextLine
  }

  /**
   * @param name for people
   * @param command a program and its arguments
   * @throws BenchError BENCH_WORKER_DIED
   */
  static async start<Hello, Turn extends Timing>(
    name: string,
    command: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<BenchWorker<Hello, Turn>> {
    const [program, ...args] = command
    const child = spawn(program!, args, { env, stdio: 'pipe' })
    let errors = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.on('error', (error) => (errors += error.message)) // such as: no such program
    // its output may end before the last of its errors has been read
    const closed = new Promise((resolve) => child.once('close', resolve).once('error', resolve))
    child.stdin.on('error', () => {}) // it has died, which the missing answer tells
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const nextLine = async (): Promise<unknown> => {
      const { value, done } = await lines.next()
      if (!done) return parseLine(value)
      await closed
      const lastErrors = errors.trim().split('\n').slice(-8).join('\n  ')
      throw new BenchError(
        'BENCH_WORKER_DIED',
        `${name} ended before it answered:\n  ${lastErrors}`,
        `Run it by hand to see more: ${command.join(' ')}`,
      )
    }
    return new BenchWorker<Hello, Turn>(name, (await nextLine()) as Hello, child, nextLine)
  }

  async run(request: TurnRequest): Promise<Turn> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`)
    return (await this.#nextLine()) as Turn
  }

  /** Ends the process by ending its input. */
  stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      this.#child.on('exit', () => resolve())
      this.#child.stdin.end()
    })
  }
}

/** Python writes NaN and infinities, which are no JSON. */
function parseLine(line: string): unknown {
  return JSON.parse(line.replaceAll(/-?\b(NaN|Infinity)\b/g, 'null'))
}
