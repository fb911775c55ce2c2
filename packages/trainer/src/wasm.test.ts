import { tf, useNativeBackend, useWasmBackend } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import type { TrainConfig } from './config.ts'
import { Gan } from './gan.ts'
import { losses, type LossName } from './losses/index.ts'
import { modelVariables } from './networks/model-variables.ts'
import { faces64 } from './presets/faces-64.ts'
import { narrowDcgan, narrowFaces } from './testing/narrow-presets.ts'

/** Layers of all their kinds, in the precision that WASM has. */
const float32Dcgan: TrainConfig = { ...narrowDcgan, precision: 'float32' }
const float32Faces: TrainConfig = {
  ...narrowFaces,
  precision: 'float32',
  network: {
    ...narrowFaces.network,
    discriminator: { ...narrowFaces.network.discriminator, dropout: 0.2 },
  },
  augment: { translation: 0.125, cutout: 0.5, colour: 1 },
}
const withLoss = (config: TrainConfig, loss: LossName, rest: Partial<TrainConfig['objective']> = {}) => ({
  ...config,
  objective: { ...config.objective, loss, ...rest },
})

beforeAll(async () => {
  await useNativeBackend()
  await useWasmBackend({ threads: 1 })
})

const noise = (seed: number) => () => tf.randomUniform<tf.Rank.R4>([8, 32, 32, 3], -1, 1, 'float32', seed)

/** Losses and all weights before and after each of two steps, of which the first is penalised. */
function play(backend: string, config: TrainConfig) {
  void tf.setBackend(backend)
  const gan = new Gan(config)
  const models = [gan.networks.generator, gan.networks.discriminator]
  const weightsNow = () =>
    models.flatMap((model) =>
      modelVariables(model, 'all').map(({ name, variable }) => ({
        name,
        values: variable.dataSync().slice(),
      })),
    )
  const start = weightsNow()
  const steps = [0, 1].map((step) => ({
    metrics: gan.step(step, step * 8, noise(step + 1)),
    weights: weightsNow(),
  }))
  gan.dispose()
  return { start, steps }
}

/**
 * Root of the mean squared difference. Not the largest: where a sum is all but zero, rounding may put it on the other
 * side of a leaky ReLU, which changes single weights by more than rounding.
 */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.sqrt(Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length)

const rmsprop = { method: 'rmsprop', learningRate: 1e-3, decay: 0.9, momentum: 0.5, epsilon: 1e-3 } as const
const nesterov = { method: 'sgd', learningRate: 1e-2, momentum: 0.9, nesterov: true } as const
/** Weights move by their gradients: with Adam's tiny epsilon a rounding error of a vanishing one would be a whole step. */
const gradients = { ...nesterov, momentum: 0, nesterov: false } as const
const adam = { ...faces64.optimizer.generator, learningRate: 1e-3, epsilon: 1e-2 } as const
const both = (
  config: TrainConfig,
  generator: TrainConfig['optimizer']['generator'],
  discriminator = generator,
) => ({
  ...config,
  optimizer: { generator, discriminator },
})

describe('two steps on WASM are those of native TensorFlow, up to rounding', () => {
  const cases: [string, TrainConfig][] = [
    ...Object.keys(losses).flatMap((loss): [string, TrainConfig][] => [
      [`dcgan-32, ${loss}`, both(withLoss(float32Dcgan, loss as LossName), gradients)],
      [`faces-64, ${loss}, R1 and R2`, both(withLoss(float32Faces, loss as LossName), gradients)],
    ]),
    [
      'WGAN-GP',
      both(
        {
          ...withLoss(float32Faces, 'wasserstein', { gradientPenalty: 10, r1: 0, r2: 0 }),
          discriminatorSteps: 2,
        },
        gradients,
      ),
    ],
    ['Adam', both(float32Dcgan, adam)],
    ['RMSprop and SGD', both(float32Faces, rmsprop, nesterov)],
  ]
  it.each(cases)('%s', (_name, config) => {
    const [expected, actual] = [play('tensorflow', config), play('wasm', config)]
    expect(actual.start).toEqual(expected.start)
    actual.steps.forEach(({ metrics, weights }, step) => {
      const native = expected.steps[step]!
      for (const key of ['lossG', 'lossD'] as const) {
        const scale = Math.max(1, Math.abs(native.metrics[key]))
        expect(Math.abs(metrics[key] - native.metrics[key]) / scale, `${key} of step ${step}`).toBeLessThan(
          1e-4,
        )
      }
      weights.forEach(({ name, values }, i) => {
        const moved = apart(native.weights[i]!.values, expected.start[i]!.values)
        const difference = apart(values, native.weights[i]!.values)
        expect(difference, `${name}, moved by ${moved} until step ${step}`).toBeLessThan(1e-2 * moved + 2e-7)
      })
    })
  })
})

it('step after step neither tensors nor memory grow', () => {
  void tf.setBackend('wasm')
  const before = tf.memory().numTensors
  const gan = new Gan(float32Faces)
  const bytes = () => (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length
  const counts = Array.from({ length: 24 }, (_, step) => {
    gan.step(step, step * 8, noise(step + 1))
    return [tf.memory().numTensors, bytes()]
  })
  expect(new Set(counts.slice(4).map(String)).size).toBe(1)
  gan.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
