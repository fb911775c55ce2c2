import { fileURLToPath } from 'node:url'
import { presets } from '@facegan/trainer'
import { describeMachine, load, type Machine } from '../machine.ts'
import { takeRounds, type Round } from '../rounds.ts'
import { describeSteps, measureSteps, type TrainerWorker } from '../trainer/measure-steps.ts'
import type { TrainerHello, TrainerTurn } from '../trainer/protocol.ts'
import { BenchWorker } from '../worker.ts'

export interface WasmTrainerResult {
  readonly preset: string
  readonly batchSize: number
  readonly stepsPerTurn: number
  readonly machine: Machine
  /** Load average of the last minute, at the end. */
  readonly loadAfter: number
  readonly versions: Readonly<Record<string, string>>
  readonly rounds: readonly Round[]
}

/** The preset as it trains natively, natively in WASM's precision, and on WASM. */
export const contestants = {
  native: ['auto', 'native'],
  'native, float32': ['float32', 'native'],
  wasm: ['float32', 'wasm'],
} as const

/** Holds one penalised step of `faces-64`. */
const stepsPerTurn = 4

/**
 * The same step in three warm processes that take turns.
 *
 * @throws BenchError BENCH_WORKER_DIED
 */
export async function benchWasmTrainer(
  preset: string,
  rounds: number,
  say: (message: string) => void,
): Promise<WasmTrainerResult> {
  const machine = await describeMachine()
  const driver = fileURLToPath(new URL('../trainer/ours.js', import.meta.url))
  const workers: TrainerWorker[] = []
  try {
    for (const [name, options] of Object.entries(contestants))
      workers.push(
        await BenchWorker.start<TrainerHello, TrainerTurn>(
          name,
          [process.execPath, driver, preset, ...options],
          process.env,
        ),
      )
    const turn = { variant: 'together', warmup: 4, steps: stepsPerTurn }
    const measured = workers.map((worker) => ({
      name: worker.name,
      measure: () => measureSteps(worker, turn),
    }))
    return {
      preset,
      batchSize: presets[preset]!.batchSize,
      stepsPerTurn,
      machine,
      versions: Object.assign({}, ...workers.map(({ hello }) => hello.versions)),
      rounds: await takeRounds(measured, rounds, (round, index) => say(describeSteps(round, index, rounds))),
      loadAfter: load(),
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}
