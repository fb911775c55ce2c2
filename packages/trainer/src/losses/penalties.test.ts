import { beforeAll, describe, expect, it } from 'vitest'
import { seedTensor, statelessUniform, tf, useNativeBackend } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'
import { buildDiscriminator } from '../networks/discriminator.ts'
import { modelVariables } from '../networks/model-variables.ts'
import { faces64 } from '../presets/faces-64.ts'
import { criticWithSlopes, gradientPenalty, meanSquaredSlope, type Critic } from './penalties.ts'
import { losses, type LossName } from './index.ts'

beforeAll(async () => {
  await useNativeBackend()
})

/** Every layer that a discriminator may have, at a size that finite differences can bear. */
const network: NetworkConfig = {
  ...faces64.network,
  imageSize: 16,
  generator: { ...faces64.network.generator, widths: [4, 4, 4] },
  discriminator: { widths: [6, 8], dropout: 0.25, minibatchStd: 2, headWidth: 8 },
}

function build() {
  const model = buildDiscriminator(network, 3, { seed: seedTensor([1, 2]) })
  const critic: Critic = (images) => model.apply(images, { training: true }) as tf.Tensor2D
  const images = (seed: number) =>
    tf.sub(tf.mul(statelessUniform([4, 16, 16, 3], [seed, 0]), 2), 1) as tf.Tensor4D
  const variables = modelVariables(model, 'trainable').map(({ variable }) => variable)
  // Channels far from the kink of leaky ReLU, on both of its sides, the deeper the farther: where a difference steps
  // over a kink, the slope of D jumps, which no derivative sees.
  let far = 4
  for (const { name, variable } of modelVariables(model, 'trainable')) {
    if (!name.endsWith('/bias') || variable.size === 1) continue
    variable.assign(tf.tensor1d(Array.from({ length: variable.size }, (_, i) => (i % 2 === 0 ? far : -far))))
    far *= 10
  }
  return { model, critic, variables, real: images(1), fake: images(2) }
}

/** The slope of f along a random direction in weight space: by the tape, and by a central difference. */
function slopes(f: () => tf.Scalar, variables: tf.Variable[]): { tape: number; difference: number } {
  const { grads } = tf.variableGrads(f, variables)
  const directions = variables.map((variable, i) => tf.randomNormal(variable.shape, 0, 1, 'float32', i + 1))
  const tape = variables.reduce(
    (sum, { name }, i) =>
      // the last bias moves no slope, so a penalty alone has no gradient for it
      sum + (grads[name] ? tf.sum(tf.mul(grads[name], directions[i])).dataSync()[0] : 0),
    0,
  )
  const start = variables.map((variable) => variable.clone())
  const at = (h: number) => {
    variables.forEach((variable, i) => variable.assign(tf.add(start[i], tf.mul(directions[i], h))))
    return f().dataSync()[0]
  }
  const h = 2e-3
  const difference = (at(h) - at(-h)) / (2 * h)
  at(0)
  return { tape, difference }
}

const r1 = (critic: Critic, images: tf.Tensor4D) => meanSquaredSlope(criticWithSlopes(critic, images).slopes)

describe('the second derivative, by finite differences on the native backend', () => {
  it.each([
    ['R1 or R2', ({ critic, real }: ReturnType<typeof build>) => r1(critic, real)],
    [
      "WGAN-GP's penalty",
      ({ critic, real, fake }: ReturnType<typeof build>) =>
        gradientPenalty(critic, real, fake, statelessUniform([4, 1, 1, 1], [5, 5]) as tf.Tensor4D),
    ],
    ...(Object.keys(losses) as LossName[]).map(
      (name) =>
        [
          `${name} with R1 on one tape`,
          ({ critic, real, fake }: ReturnType<typeof build>) => {
            const { logits, slopes: both } = criticWithSlopes(critic, tf.concat([real, fake]))
            const [onReal, onFake] = tf.split(logits, 2)
            return tf.add(losses[name].discriminator(onReal, onFake, 0), meanSquaredSlope(both)) as tf.Scalar
          },
        ] as const,
    ),
  ] as const)('of %s is what the tape says', (_name, penalty) => {
    tf.tidy(() => {
      const parts = build()
      const { tape, difference } = slopes(() => penalty(parts), parts.variables)
      expect(Math.abs(difference)).toBeGreaterThan(0.01)
      expect(Math.abs(tape / difference - 1)).toBeLessThan(0.01)
    })
  })
})

describe('on a critic whose slope is known', () => {
  const images = () => tf.tensor4d([1, 2, 3, 4], [2, 1, 2, 1])

  it('R1 is the mean over pictures of the squared slope', () => {
    // D(x) = 3·x0 + 4·x1: |slope|² = 25 everywhere
    const linear: Critic = (x) =>
      tf.matMul(tf.reshape(x, [-1, 2]) as tf.Tensor2D, tf.tensor2d([3, 4], [2, 1]))
    expect(r1(linear, images()).dataSync()[0]).toBeCloseTo(25, 5)
    const mix = tf.zeros([2, 1, 1, 1]) as tf.Tensor4D
    expect(gradientPenalty(linear, images(), images(), mix).dataSync()[0]).toBeCloseTo(16, 4) // (5 - 1)²
  })

  it('R1 of a curved critic follows the pictures', () => {
    const curved: Critic = (x) => tf.sum(tf.reshape(tf.square(x), [-1, 2]), 1, true) as tf.Tensor2D
    // slopes 2x: mean of 4·(1 + 4) and 4·(9 + 16)
    expect(r1(curved, images()).dataSync()[0]).toBeCloseTo(60, 4)
  })

  it('a flat critic costs WGAN-GP 1, and the slope is a number', () => {
    const flat: Critic = (x) => tf.mul(tf.sum(tf.reshape(x, [-1, 2]), 1, true), 0) as tf.Tensor2D
    const mix = tf.ones([2, 1, 1, 1]) as tf.Tensor4D
    expect(gradientPenalty(flat, images(), images(), mix).dataSync()[0]).toBeCloseTo(1, 4)
  })
})
