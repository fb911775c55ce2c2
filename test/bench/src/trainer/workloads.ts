import { presets } from '@facegan/trainer'

/** A training step that we and both peers do alike: a preset of the trainer, and peers that spell it out again. */
export interface Workload {
  /** What the command line and the tables call it. */
  readonly name: string
  /** A preset of the trainer. */
  readonly preset: string
  /** Of the convolutions' products, for everybody, each by its own means. */
  readonly precision: 'float32' | 'bfloat16'
  /** Weights and running statistics, of which every contestant must have as many. */
  readonly parameters: { readonly generator: number; readonly discriminator: number }
  readonly batchSize: number
  /** Steps before the clock starts, after the others have had the machine's caches. */
  readonly warmup: number
  /** A multiple of every period in the step: lazy penalties, the averaged generator. */
  readonly steps: number
  /** Modules in `peers`. */
  readonly peers: { readonly keras: string; readonly torch: string }
}

/** The same step twice: as exact as float32, and in bfloat16. */
const workload = (
  preset: string,
  own: Pick<Workload, 'parameters' | 'steps' | 'peers'>,
): readonly Workload[] =>
  (['float32', 'bfloat16'] as const).map((precision) => ({
    name: precision === 'float32' ? preset : `${preset}-${precision}`,
    preset,
    precision,
    batchSize: presets[preset]!.batchSize,
    warmup: 1,
    ...own,
  }))

export const workloads: readonly Workload[] = [
  ...workload('dcgan-32', {
    parameters: { generator: 3_481_088, discriminator: 142_529 },
    steps: 10,
    peers: { keras: 'keras_dcgan_32', torch: 'torch_dcgan_32' },
  }),
  ...workload('faces-64', {
    parameters: { generator: 1_357_011, discriminator: 1_754_449 },
    steps: 20,
    peers: { keras: 'keras_faces_64', torch: 'torch_faces_64' },
  }),
]
