import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { builtInModel } from './built-in-model.ts'
import { spread, takeRounds, type Round } from '../rounds.ts'
import { BenchWorker } from '../worker.ts'
import type { SdkHello, SdkTurn } from './protocol.ts'
import { facesPerStep } from './steps.ts'

const batches = [4, 16, 32, 64]
const steps = 4

/** Every way to share this machine's cores between threads of ours and of ONNX Runtime's, at several batch sizes. */
export async function benchThreads(
  rounds: number,
  say: (message: string) => void,
): Promise<readonly Round[]> {
  const driver = fileURLToPath(new URL('threads.js', import.meta.url))
  const { file, latentSize } = await builtInModel()
  const command = [process.execPath, driver, file, String(latentSize)]
  const worker = await BenchWorker.start<SdkHello, SdkTurn>('threads', command, process.env)
  try {
    const variants = ways(availableParallelism()).flatMap((way) =>
      batches.map((batch) => `${way}-batch-${batch}`),
    )
    const contestants = variants.map((variant) => ({
      name: variant,
      measure: async () => {
        const { seconds, cpuSeconds } = await worker.run({ variant, warmup: 1, steps })
        const each = (total: number) => (total * 1000) / (steps * facesPerStep)
        return { milliseconds: each(seconds), cpuMilliseconds: each(cpuSeconds) }
      },
    }))
    return await takeRounds(contestants, rounds, (_, index) => say(`Round ${index + 1} of ${rounds}`))
  } finally {
    await worker.stop()
  }
}

/** For 4 cores: 1x1, 1x4, 2x2, 4x1; then one thread too many. */
function ways(cores: number): string[] {
  const divisors = Array.from({ length: cores }, (_, i) => i + 1).filter((n) => cores % n === 0)
  return [...new Set(['1x1', ...divisors.map((n) => `${n}x${cores / n}`), `${cores + 1}x1`])]
}

export function reportThreads(rounds: readonly Round[]): string {
  const names = Object.keys(rounds[0]!)
  const rows = [...new Set(names.map((name) => name.split('-')[0]!))]
  const cell = (name: string) => {
    const rate = spread(rounds.map((round) => 1000 / round[name]!.milliseconds))
    const cpu = spread(rounds.map((round) => round[name]!.cpuMilliseconds))
    return `${rate.median.toFixed(0)} (${rate.min.toFixed(0)}-${rate.max.toFixed(0)}); ${cpu.median.toFixed(1)}`
  }
  return [
    `| faces a second: median (min-max); CPU ms a face | ${batches.map((batch) => `batch ${batch}`).join(' | ')} |`,
    `|---|${batches.map(() => '---').join('|')}|`,
    ...rows.map(
      (way) => `| ${label(way)} | ${batches.map((batch) => cell(`${way}-batch-${batch}`)).join(' | ')} |`,
    ),
    '',
  ].join('\n')
}

function label(way: string): string {
  const [workers, threads] = way.split('x')
  return `${workers} x ${threads} thread${threads === '1' ? '' : 's'}`
}
