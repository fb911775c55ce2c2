import { BenchError } from '../bench-error.ts'
import type { Round, Sample } from '../rounds.ts'
import type { BenchWorker } from '../worker.ts'
import type { TrainerHello, TrainerTurn } from './protocol.ts'

export type TrainerWorker = BenchWorker<TrainerHello, TrainerTurn>

/**
 * What one step takes, the mean of a turn's.
 *
 * @throws BenchError BENCH_WORKER_DIED, BENCH_NOT_COMPARABLE
 */
export async function measureSteps(
  worker: TrainerWorker,
  request: Parameters<TrainerWorker['run']>[0],
): Promise<Sample> {
  const { seconds, cpuSeconds } = finite(worker.name, await worker.run(request))
  const each = (total: number) => Number(((total * 1000) / request.steps).toFixed(2))
  return { milliseconds: each(seconds), cpuMilliseconds: each(cpuSeconds) }
}

/** A round in one line, while others are to come. */
export function describeSteps(round: Round, index: number, rounds: number): string {
  const times = Object.entries(round).map(([name, s]) => `${name} ${s.milliseconds.toFixed(0)} ms`)
  return `Round ${index + 1} of ${rounds}: ${times.join('; ')}`
}

/** A step whose losses are no numbers may be fast for that reason. Throws BENCH_NOT_COMPARABLE. */
export function finite(name: string, turn: TrainerTurn): TrainerTurn {
  if (Number.isFinite(turn.lossD) && Number.isFinite(turn.lossG)) return turn
  throw new BenchError(
    'BENCH_NOT_COMPARABLE',
    `${name} trained to losses that are no numbers: D ${turn.lossD}, G ${turn.lossG}.`,
    'run it again; where that does not help, its network or objective is wrong',
  )
}
