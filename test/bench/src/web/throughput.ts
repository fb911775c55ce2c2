import { BenchError } from '../bench-error.ts'
import { takeRounds, type Contestant, type Round } from '../rounds.ts'
import type { CallPage } from './browser.ts'
import { bare, contestants, ours, tfjs, type ContestantName, type Threads } from './protocol.ts'

export interface WebWorkload {
  readonly batch: number
  readonly threads: Threads
  /** Batches a turn. */
  readonly steps: number
  /** Batches before the clock starts, at least one. */
  readonly warmup: number
}

/** What it must reach: faces of a second over the other's. */
export const throughputGoals = [
  [bare, ours, 0.97, 'at least'],
  [tfjs, ours, 1.5, 'at least'],
] as const

/**
 * `generateFaces` on WASM against two peers, in one page.
 *
 * @param cpuTime milliseconds on a clock of the browser's CPU time
 * @returns milliseconds are of one face
 * @throws BenchError BENCH_NOT_COMPARABLE, BENCH_WORKER_DIED
 */
export async function benchWebThroughput(
  { batch, threads, steps, warmup }: WebWorkload,
  call: CallPage,
  cpuTime: () => Promise<number>,
  rounds: number,
  say: (message: string) => void,
): Promise<readonly Round[]> {
  const pixels: Record<string, string> = {}
  for (const name of contestants) pixels[name] = await call('pixelsOf', name, threads, batch)
  assertSameLevels(pixels)
  const each = (total: number) => Number((total / (steps * batch)).toFixed(4))
  const measure = (contestant: ContestantName) => async () => {
    await call('turn', { contestant, threads, batch, steps: warmup })
    const cpu = await cpuTime()
    const milliseconds = await call('turn', { contestant, threads, batch, steps })
    return { milliseconds: each(milliseconds), cpuMilliseconds: each((await cpuTime()) - cpu) }
  }
  const taking = contestants.map((name): Contestant => ({ name, measure: measure(name) }))
  return takeRounds(taking, rounds, (round, index) => {
    const rates = Object.entries(round).map(([name, s]) => `${name} ${(1000 / s.milliseconds).toFixed(1)}/s`)
    say(`Round ${index + 1} of ${rounds}: ${rates.join(', ')}`)
  })
}

/**
 * Whoever draws other pictures is not compared.
 *
 * @param pixels RGBA of the same faces in base64, by contestant
 * @throws BenchError BENCH_NOT_COMPARABLE where a level is more than one apart
 */
export function assertSameLevels(pixels: Readonly<Record<string, string>>): void {
  const decoded = Object.entries(pixels).map(
    ([name, base64]) => [name, Buffer.from(base64, 'base64')] as const,
  )
  const [[first, levels], ...others] = decoded as [(typeof decoded)[number], ...typeof decoded]
  for (const [name, theirs] of others) {
    let apart = theirs.length === levels.length ? 0 : 255
    for (const [i, level] of levels.entries()) apart = Math.max(apart, Math.abs(level - (theirs[i] ?? 0)))
    if (apart <= 1) continue
    throw new BenchError(
      'BENCH_NOT_COMPARABLE',
      `${first} and ${name} draw the same seeds differently: up to ${apart} levels apart.`,
      'remove .cache/bench/networks, which may be of an older export, and run it again',
    )
  }
}
