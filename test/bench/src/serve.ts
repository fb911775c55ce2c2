import { createInterface } from 'node:readline'
import type { Hello, Turn, TurnRequest } from './worker.ts'

/**
 * The worker's side of the protocol in Node, the twin of `peers/serve.py`: says what it is, then takes turns until
 * standard input ends.
 *
 * @param run does the steps and returns the last one's losses
 */
export async function serve(
  hello: Hello,
  run: (variant: string, steps: number) => Pick<Turn, 'lossD' | 'lossG'>,
): Promise<void> {
  answer(hello)
  for await (const line of createInterface({ input: process.stdin })) {
    const { variant, warmup, steps } = JSON.parse(line) as TurnRequest
    run(variant, warmup)
    const begun = performance.now()
    const cpu = process.cpuUsage()
    const losses = run(variant, steps)
    const seconds = (performance.now() - begun) / 1000
    const { user, system } = process.cpuUsage(cpu)
    answer({ seconds, cpuSeconds: (user + system) / 1e6, ...losses } satisfies Turn)
  }
}

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}
