import { fileURLToPath } from 'node:url'
import { BenchError } from '../bench-error.ts'
import { takeRounds, type Contestant, type Round } from '../rounds.ts'
import { BenchWorker } from '../worker.ts'
import { peerCommand } from '../trainer/python.ts'
import { benchNetwork } from './networks.ts'
import type { SdkHello, SdkTurn } from './protocol.ts'

export const ours = 'facegan'
export const bare = 'bare ONNX Runtime'
export const tfjs = 'TensorFlow.js'

/** The same network drawn by three, at one batch size. */
export interface ThroughputWorkload {
  readonly preset: string
  readonly batch: number
  /** Batches a turn. */
  readonly steps: number
}

export interface Throughput {
  readonly versions: Readonly<Record<string, string>>
  /** Milliseconds are of one face. */
  readonly rounds: readonly Round[]
}

/** Pixels that differ by more than this on average are of another network. */
const toleranceLevels = 0.5

/**
 * `generateFaces` against a loop of `session.run` on tf2onnx's plain export, and against TensorFlow.js.
 *
 * @throws BenchError BENCH_WORKER_DIED, BENCH_NOT_COMPARABLE
 */
export async function benchThroughput(
  { preset, batch, steps }: ThroughputWorkload,
  rounds: number,
  say: (message: string) => void,
): Promise<Throughput> {
  const { layers, plain, model, latentSize } = await benchNetwork(preset, say)
  const workers: BenchWorker<SdkHello, SdkTurn>[] = []
  const start = async (name: string, file: string, args: readonly string[]) => {
    const driver = fileURLToPath(new URL(file, import.meta.url))
    const env = { ...process.env, ...peerCommand('').env }
    workers.push(await BenchWorker.start<SdkHello, SdkTurn>(name, [process.execPath, driver, ...args], env))
  }
  try {
    await start(ours, 'ours.js', [model])
    await start(bare, 'bare-ort.js', [plain, String(latentSize)])
    await start(tfjs, 'tfjs.js', [layers])
    const variant = `batch-${batch}`
    const first = await Promise.all(workers.map((worker) => worker.run({ variant, warmup: 0, steps: 1 })))
    assertSamePictures(Object.fromEntries(workers.map(({ name }, i) => [name, first[i]!.meanLevel])))

    const contestants = workers.map((worker): Contestant => ({
      name: worker.name,
      measure: async () => {
        const { seconds, cpuSeconds } = await worker.run({ variant, warmup: 2, steps })
        const each = (total: number) => Number(((total * 1000) / (steps * batch)).toFixed(4))
        return { milliseconds: each(seconds), cpuMilliseconds: each(cpuSeconds) }
      },
    }))
    return {
      versions: Object.assign({}, ...workers.map(({ hello }) => hello.versions)),
      rounds: await takeRounds(contestants, rounds, (round, index) => {
        const rates = Object.entries(round).map(
          ([name, s]) => `${name} ${(1000 / s.milliseconds).toFixed(0)}/s`,
        )
        say(`Round ${index + 1} of ${rounds}: ${rates.join(', ')}`)
      }),
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}

/** Throws BENCH_NOT_COMPARABLE. */
export function assertSamePictures(meanLevels: Readonly<Record<string, number>>): void {
  const levels = Object.values(meanLevels)
  if (Math.max(...levels) - Math.min(...levels) <= toleranceLevels) return
  throw new BenchError(
    'BENCH_NOT_COMPARABLE',
    `The same seeds were drawn differently: mean levels ${JSON.stringify(meanLevels)}.`,
    'remove .cache/bench/networks, which may be of an older export, and run it again',
  )
}
