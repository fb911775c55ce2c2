import { tf, type NativeOptimizer, type Seed } from '@facegan/tfjs-native'
import { diffAugment } from './augment.ts'
import type { AugmentConfig } from './config.ts'
import type { GanLoss } from './losses/gan-loss.ts'
import { criticWithSlopes, gradientPenalty, meanSquaredSlope, type Critic } from './losses/penalties.ts'
import { modelVariables } from './networks/model-variables.ts'

/** What stays the same from step to step. */
export interface Game {
  readonly generator: tf.LayersModel
  readonly discriminator: tf.LayersModel
  readonly loss: GanLoss
  readonly labelSmoothing: number
  readonly augment: AugmentConfig
}

/** Weights of the terms behind D's loss; 0 leaves a term out. */
export interface Penalties {
  /** gamma of R1, times the interval at which it is taken. */
  readonly r1: number
  /** gamma of R2, likewise. */
  readonly r2: number
  /** lambda of WGAN-GP. */
  readonly gradientPenalty: number
}

/** Where the random numbers of one update come from. */
export interface Draws {
  readonly augmentReal: Seed
  readonly augmentFake: Seed
  /** [N,1,1,1] in [0, 1]; asked for only where there is a gradient penalty. */
  readonly mix: () => tf.Tensor4D
}

/** What D thought of one batch of each kind (an alias, which `tf.tidy` may return where no interface may). */
export type DiscriminatorMetrics = {
  readonly lossD: number
  /** Share of real pictures that D called real. */
  readonly accuracyReal: number
  /** Share of generated pictures that D called generated. */
  readonly accuracyFake: number
}

/**
 * One update of D: shown real and generated pictures as one batch, G held fixed.
 *
 * @param real [N,H,W,3] in [-1, 1]
 * @param z [N,Z] normals
 * @returns its loss without the penalties, and how often it was right
 */
export function discriminatorStep(
  game: Game,
  optimizer: NativeOptimizer,
  real: tf.Tensor4D,
  z: tf.Tensor2D,
  penalties: Penalties,
  draws: Draws,
): DiscriminatorMetrics {
  const { generator, discriminator, loss, augment, labelSmoothing } = game
  return tf.tidy(() => {
    const fake = generator.apply(z, { training: true }) as tf.Tensor4D // [N,H,W,3]
    const shownReal = diffAugment(real, augment, draws.augmentReal)
    const shownFake = diffAugment(fake, augment, draws.augmentFake)
    const both = tf.concat([shownReal, shownFake]) // [2N,H,W,3]
    const critic = criticOf(discriminator)

    let metrics: DiscriminatorMetrics | undefined
    const { grads } = tf.variableGrads(() => {
      const penalized = penalties.r1 > 0 || penalties.r2 > 0
      const { logits, slopes } = penalized
        ? criticWithSlopes(critic, both)
        : { logits: critic(both), slopes: undefined }
      const [onReal, onFake] = tf.split(logits, 2) // [N,1] each
      let total = loss.discriminator(onReal, onFake, labelSmoothing)
      metrics = { lossD: total.dataSync()[0], ...accuracy(onReal, onFake, loss.boundary) }
      if (slopes) {
        const [slopesReal, slopesFake] = tf.split(slopes, 2) as tf.Tensor4D[]
        total = addTerm(total, penalties.r1 / 2, () => meanSquaredSlope(slopesReal))
        total = addTerm(total, penalties.r2 / 2, () => meanSquaredSlope(slopesFake))
      }
      return addTerm(total, penalties.gradientPenalty, () =>
        gradientPenalty(critic, shownReal, shownFake, draws.mix()),
      )
    }, trainable(discriminator))
    optimizer.applyGradients(grads)
    return metrics!
  })
}

/**
 * One update of G against the D of the moment, which is held fixed.
 *
 * @param real [N,H,W,3] in [-1, 1], looked at by relativistic losses only
 * @param z [N,Z] normals, drawn anew
 * @returns the generator's loss
 */
export function generatorStep(
  game: Game,
  optimizer: NativeOptimizer,
  real: tf.Tensor4D,
  z: tf.Tensor2D,
  draws: Draws,
): number {
  const { generator, discriminator, loss, augment } = game
  return tf.tidy(() => {
    const critic = criticOf(discriminator)
    const onReal = loss.generatorNeedsReal
      ? critic(diffAugment(real, augment, draws.augmentReal))
      : tf.zeros([z.shape[0], 1])
    const { value, grads } = tf.variableGrads(() => {
      const fake = generator.apply(z, { training: true }) as tf.Tensor4D
      return loss.generator(critic(diffAugment(fake, augment, draws.augmentFake)), onReal)
    }, trainable(generator))
    optimizer.applyGradients(grads)
    return value.dataSync()[0]
  })
}

/** What a model's optimizer moves. */
export function trainable(model: tf.LayersModel): tf.Variable[] {
  return modelVariables(model, 'trainable').map(({ variable }) => variable)
}

function criticOf(discriminator: tf.LayersModel): Critic {
  return (images) => discriminator.apply(images, { training: true }) as tf.Tensor2D
}

function addTerm(total: tf.Scalar, weight: number, term: () => tf.Scalar): tf.Scalar {
  return weight > 0 ? tf.add(total, tf.mul(term(), weight)) : total
}

function accuracy(onReal: tf.Tensor, onFake: tf.Tensor, boundary: GanLoss['boundary']) {
  const limit = boundary === 'midway' ? tf.div(tf.add(tf.mean(onReal), tf.mean(onFake)), 2) : boundary
  return {
    accuracyReal: shareOf(tf.greater(onReal, limit)),
    accuracyFake: shareOf(tf.lessEqual(onFake, limit)),
  }
}

/** Share of trues. */
function shareOf(booleans: tf.Tensor): number {
  return tf.mean(tf.cast(booleans, 'float32')).dataSync()[0]
}
