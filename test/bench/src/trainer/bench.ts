import { fileURLToPath } from 'node:url'
import { BenchError } from '../bench-error.ts'
import { describeMachine, load, type Machine } from '../machine.ts'
import { takeRounds, spread, type Contestant, type Measure, type Round } from '../rounds.ts'
import { BenchWorker } from '../worker.ts'
import { kerasPython, peerCommand, torchPackages } from './python.ts'
import { describeSteps, measureSteps, type TrainerWorker } from './measure-steps.ts'
import type { TrainerHello, TrainerTurn } from './protocol.ts'
import type { Workload } from './workloads.ts'

export const ours = 'facegan'

export interface TrainerResult {
  readonly workload: string
  readonly batchSize: number
  readonly stepsPerTurn: number
  readonly machine: Machine
  /** Load average of the last minute, at the end. */
  readonly loadAfter: number
  readonly threads: number
  readonly openmpWaitPolicy: string
  readonly versions: Readonly<Record<string, string>>
  /** The way to do the step that was each contestant's fastest. */
  readonly variants: Readonly<Record<string, string>>
  readonly parameters: Workload['parameters']
  readonly rounds: readonly Round[]
}

/** From here on the machine counts as shared. */
const busyShare = 0.1
const trials = 2

/**
 * Our step against Keras's and PyTorch's: three warm processes on the same cores that take turns.
 *
 * @throws BenchError BENCH_WORKER_DIED, BENCH_NOT_COMPARABLE, BENCH_INSTALL_FAILED
 */
export async function benchTrainer(
  workload: Workload,
  rounds: number,
  say: (message: string) => void,
): Promise<TrainerResult> {
  kerasPython() // fail early
  const torch = await torchPackages((folder) => say(`Installing PyTorch into ${folder} (4.5 GB)`))
  const machine = await describeMachine()
  // OpenMP's threads wait for each other by spinning: 8 % faster on idle cores, many times slower on shared ones
  const shared = machine.busyCores / machine.cores > busyShare
  const openmpWaitPolicy = shared ? 'PASSIVE' : 'default'
  const env = {
    ...process.env,
    TF_NUM_INTRAOP_THREADS: String(machine.cores),
    OMP_NUM_THREADS: String(machine.cores),
    BENCH_PRECISION: workload.precision,
    ...(shared ? { OMP_WAIT_POLICY: openmpWaitPolicy } : {}),
  }
  const workers: TrainerWorker[] = []
  const start = async (name: string, { command, env: own }: ReturnType<typeof peerCommand>) => {
    say(`Starting ${name}`)
    workers.push(await BenchWorker.start<TrainerHello, TrainerTurn>(name, command, { ...env, ...own }))
  }
  try {
    const driver = fileURLToPath(new URL('ours.js', import.meta.url))
    await start(ours, {
      command: [process.execPath, driver, workload.preset, workload.precision],
      env: peerCommand('').env,
    })
    await start('Keras', peerCommand(workload.peers.keras))
    await start('PyTorch', peerCommand(workload.peers.torch, torch))
    for (const { name, hello } of workers) assertSameParameters(name, hello.parameters, workload)

    const variants: Record<string, string> = {}
    const by = shared ? 'cpuMilliseconds' : 'milliseconds'
    for (const worker of workers) variants[worker.name] = await fastestVariant(worker, workload, by)
    say(`Fastest ways: ${JSON.stringify(variants)}`)

    const contestants = workers.map((worker): Contestant => {
      const request = { variant: variants[worker.name]!, warmup: workload.warmup, steps: workload.steps }
      return {
        name: worker.name,
        measure: () => measureSteps(worker, request),
      }
    })
    return {
      workload: workload.name,
      batchSize: workload.batchSize,
      stepsPerTurn: workload.steps,
      machine,
      threads: machine.cores,
      openmpWaitPolicy,
      versions: Object.assign({}, ...workers.map(({ hello }) => hello.versions)),
      variants,
      parameters: workload.parameters,
      rounds: await takeRounds(contestants, rounds, (round, index) =>
        say(describeSteps(round, index, rounds)),
      ),
      loadAfter: load(),
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}

/** Warms every variant up, then lets them alternate. */
async function fastestVariant(worker: TrainerWorker, { steps }: Workload, by: Measure): Promise<string> {
  const { variants } = worker.hello
  for (const variant of variants) await measureSteps(worker, { variant, warmup: 5, steps: 1 })
  if (variants.length === 1) return variants[0]!
  const contestants = variants.map((name) => ({
    name,
    measure: () => measureSteps(worker, { variant: name, warmup: 1, steps }),
  }))
  const taken = await takeRounds(contestants, trials)
  const cost = (variant: string) => spread(taken.map((round) => round[variant]![by])).median
  return variants.toSorted((a, b) => cost(a) - cost(b))[0]!
}

/** Throws BENCH_NOT_COMPARABLE. */
export function assertSameParameters(
  name: string,
  actual: Workload['parameters'],
  { name: workload, parameters: expected }: Workload,
): void {
  for (const player of ['generator', 'discriminator'] as const) {
    if (actual[player] === expected[player]) continue
    throw new BenchError(
      'BENCH_NOT_COMPARABLE',
      `The ${player} of ${workload} has ${actual[player]} parameters in ${name}; expected ${expected[player]}.`,
      'make the peers in test/bench/peers and workloads.ts follow the preset',
    )
  }
}
