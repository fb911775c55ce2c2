import { createInterface } from 'node:readline'
import type { Timing, TurnRequest } from './worker.ts'

/**
 * The worker's side of the protocol in Node, the twin of `peers/serve.py`: says what it is, then takes turns until
 * standard input ends.
 *
 * @param hello what it is
 * @param run does the steps and returns what its bench checks, such as the last one's losses
 */
export async function serve<Outcome extends object>(
  hello: object,
  run: (variant: string, steps: number) => Outcome | Promise<Outcome>,
): Promise<void> {
  answer(hello)
  for await (const line of createInterface({ input: process.stdin })) {
    const { variant, warmup, steps } = JSON.parse(line) as TurnRequest
    if (warmup > 0) await run(variant, warmup)
    const begun = performance.now()
    const cpu = process.cpuUsage()
    const outcome = await run(variant, steps)
    const seconds = (performance.now() - begun) / 1000
    const { user, system } = process.cpuUsage(cpu)
    answer({ seconds, cpuSeconds: (user + system) / 1e6, ...outcome } satisfies Timing)
  }
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
