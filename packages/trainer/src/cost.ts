import { statelessUniform, tf } from '@facegan/tfjs-native'
import type { TrainConfig } from './config.ts'
import { Gan } from './gan.ts'
import { losses } from './losses/index.ts'
import { valueAt } from './schedules.ts'

/** What a config costs, before it is paid. */
export interface TrainingCost {
  readonly generatorParameters: number
  readonly discriminatorParameters: number
  /** Of the exported generator with weights as float16. */
  readonly modelBytes: number
  /** Floating-point operations for each real picture seen, roughly: convolutions and dense layers, both players. */
  readonly operationsPerImage: number
  /** Measured here, on this config. */
  readonly imagesPerSecond: number
}

/** Long enough to see the penalties, short enough not to annoy. */
const mostSeconds = 4

/**
 * Counts a config's weights and operations and times a few steps of it on noise, in networks of its own.
 *
 * Needs a backend; takes a few seconds.
 */
export function estimateCost(config: TrainConfig): TrainingCost {
  const gan = new Gan(config)
  try {
    const { generator, discriminator } = gan.networks
    const generatorParameters = generator.countParams()
    return {
      generatorParameters,
      discriminatorParameters: discriminator.countParams(),
      modelBytes: generatorParameters * 2,
      operationsPerImage: operations(config, multiplyAdds(generator), multiplyAdds(discriminator)),
      imagesPerSecond: speed(gan, config),
    }
  } finally {
    gan.dispose()
  }
}

/** Products of one pass of one picture: each place of the smaller map meets every number of the kernel. */
function multiplyAdds(model: tf.LayersModel): number {
  return model.layers.reduce((sum, layer) => {
    const kernel = layer.weights.find(({ name }) => name.endsWith('kernel') || name.includes('/kernel'))
    if (!kernel) return sum
    const size = kernel.shape.reduce<number>((product, side) => product * (side ?? 1), 1)
    return (
      sum +
      size * Math.min(places((layer.input as tf.SymbolicTensor).shape), places(layer.outputShape as tf.Shape))
    )
  }, 0)
}

/** Of a map [N,H,W,C]; a row [N,C] is one place. */
function places(shape: tf.Shape): number {
  return shape.length === 4 ? shape[1]! * shape[2]! : 1
}

/**
 * A backward pass costs about two forward ones, or one where only the input's slope is asked for; a penalty's second
 * backward pass about three more.
 */
function operations({ objective, discriminatorSteps }: TrainConfig, g: number, d: number): number {
  const { r1, r2, penaltyEvery, gradientPenalty, loss } = objective
  const lazy = (valueAt(r1, 0) > 0 || valueAt(r2, 0) > 0 ? 2 * 4 * d : 0) / penaltyEvery
  const dStep = g + 2 * 3 * d + lazy + (gradientPenalty > 0 ? 5 * d : 0)
  const gStep = 3 * g + 2 * d + (losses[loss].generatorNeedsReal ? d : 0)
  return 2 * (dStep + gStep / discriminatorSteps) // a product and a sum each
}

function speed(gan: Gan, { batchSize, network, objective, discriminatorSteps }: TrainConfig): number {
  const { imageSize } = network
  const noise = () => statelessUniform([batchSize, imageSize, imageSize, 3], [0, 0]) as tf.Tensor4D
  gan.step(0, 0, noise) // the first of a kind is slow
  const begun = performance.now()
  const seconds = () => (performance.now() - begun) / 1000
  let steps = 0
  while (steps < objective.penaltyEvery || (seconds() < 0.5 && steps < 64)) {
    gan.step(++steps, 0, noise)
    if (seconds() > mostSeconds) break
  }
  return (steps * batchSize * discriminatorSteps) / seconds()
}
