import { latentsOf } from '@facegan/core'
import * as ort from 'onnxruntime-node'
import { BenchError } from '../bench-error.ts'
import { takeRounds, type Contestant, type Round } from '../rounds.ts'
import type { Made } from './made.ts'
import type { BenchModel } from './models.ts'

// tf2onnx's nearest upsampling has an attribute that ONNX Runtime warns of, three times a session
ort.env.logLevel = 'error'

/** Largest difference of two conversions of one network, relative to its largest output, or to 1. */
const tolerance = 1e-4
/** What a turn should take at least: short, so that what other programs do hits both turns of a round. */
const turnMs = 30

export const ours = 'tfjs-to-onnx'
export const theirs = 'tf2onnx'

/**
 * Both conversions in this process, one thread each, turn by turn.
 *
 * @returns milliseconds of one batch
 * @throws BenchError BENCH_NOT_COMPARABLE
 */
export async function timeBoth(
  made: Made,
  model: BenchModel,
  batch: number,
  rounds: number,
): Promise<Round[]> {
  const paths = { [ours]: made.ours, [theirs]: made.theirs }
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 } as const
  const outputs: Float32Array[] = []
  const contestants: Contestant[] = []
  const sessions: ort.InferenceSession[] = []
  try {
    for (const [name, path] of Object.entries(paths)) {
      const session = await ort.InferenceSession.create(path, options)
      sessions.push(session)
      const feeds = feedsOf(session, batch, model.below)
      const run = async () => Object.values(await session.run(feeds))[0]!.data as Float32Array
      outputs.push(await run())
      const steps = await stepsFor(run)
      contestants.push({
        name,
        measure: async () => {
          await run()
          const [begun, cpu] = [performance.now(), process.cpuUsage()]
          for (let step = 0; step < steps; step++) await run()
          const { user, system } = process.cpuUsage(cpu)
          return {
            milliseconds: perStep(performance.now() - begun, steps),
            cpuMilliseconds: perStep((user + system) / 1000, steps),
          }
        },
      })
    }
    assertSame(model.name, outputs)
    return await takeRounds(contestants, rounds)
  } finally {
    for (const session of sessions) await session.release()
  }
}

const perStep = (total: number, steps: number): number => Number((total / steps).toFixed(4))

async function stepsFor(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  for (let step = 0; step < 3; step++) await run()
  return Math.max(1, Math.ceil((3 * turnMs) / (performance.now() - begun)))
}

function feedsOf(session: ort.InferenceSession, batch: number, below?: number): Record<string, ort.Tensor> {
  const [input] = session.inputMetadata
  if (!input?.isTensor) throw new Error('the model has no tensor as its input')
  const shape = [batch, ...input.shape.slice(1).map(Number)]
  const count = shape.reduce((a, b) => a * b, 1)
  const drawn = latentsOf([0], count)
  const values = below === undefined ? drawn : drawn.map((value) => Math.floor(Math.abs(value) * 1e6) % below)
  const tensor =
    input.type === 'int32'
      ? new ort.Tensor('int32', Int32Array.from(values), shape)
      : new ort.Tensor('float32', values, shape)
  return { [input.name]: tensor }
}

/** Throws BENCH_NOT_COMPARABLE. */
export function assertSame(name: string, [a, b]: readonly Float32Array[]): void {
  const scale = Math.max(
    1,
    a!.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  )
  const far = a!.some((value, i) => !(Math.abs(value - b![i]!) <= tolerance * scale))
  if (a!.length === b!.length && !far) return
  throw new BenchError(
    'BENCH_NOT_COMPARABLE',
    `The two conversions of ${name} do not give the same numbers.`,
    'remove .cache/bench/convert, which may be of an older network, and run it again',
  )
}
