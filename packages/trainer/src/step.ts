import { statelessNormal, statelessUniform, tf } from '@facegan/tfjs-native'
import { diffAugment } from './augment.ts'
import type { AugmentConfig } from './config.ts'
import type { GanLoss } from './losses/gan-loss.ts'
import { criticWithSlopes, gradientPenalty, meanSquaredSlope, type Critic } from './losses/penalties.ts'
import type { DropoutStream } from './networks/layers/stream-dropout.ts'
import { modelVariables } from './networks/model-variables.ts'
import { seedFor } from './random-draws.ts'

/** What stays the same from step to step. */
export interface Game {
  readonly generator: tf.LayersModel
  readonly discriminator: tf.LayersModel
  readonly latentSize: number
  readonly loss: GanLoss
  readonly labelSmoothing: number
  readonly augment: AugmentConfig
  /** lambda of WGAN-GP; 0 leaves it out. */
  readonly gradientPenalty: number
  readonly dropout: DropoutStream
}

/** What an update is a function of, beside the weights (an alias, since no interface is a record of tensors). */
export type UpdateInputs = {
  /** [N,H,W,3] in [-1, 1] */
  readonly real: tf.Tensor4D
  /** int32 [2], from which everything random follows. */
  readonly seed: tf.Tensor1D
}

export type DiscriminatorInputs = UpdateInputs & {
  /** gamma of R1 and of R2, times the interval at which they are taken; without it they are not taken. */
  readonly penalties?: tf.Tensor1D
}

/** By variable name. */
type Gradients = Readonly<Record<string, tf.Tensor>>

export type DiscriminatorUpdate = {
  readonly gradients: Gradients
  /** Its loss without the penalties. */
  readonly loss: tf.Scalar
  /** Share of real pictures that D called real. */
  readonly accuracyReal: tf.Scalar
  /** Share of generated pictures that D called generated. */
  readonly accuracyFake: tf.Scalar
}

export type GeneratorUpdate = { readonly gradients: Gradients; readonly loss: tf.Scalar }

/** Where D should go: shown real and generated pictures as one batch, G held fixed. */
export function discriminatorUpdate(
  game: Game,
  { real, seed, penalties }: DiscriminatorInputs,
): DiscriminatorUpdate {
  const { generator, discriminator, loss, augment, labelSmoothing } = game
  return tf.tidy(() => {
    game.dropout.seed = seedFor('dropout', seed)
    const fake = generator.apply(latents(game, real, seed), { training: true }) as tf.Tensor4D // [N,H,W,3]
    const shownReal = diffAugment(real, augment, seedFor('augmentReal', seed))
    const shownFake = diffAugment(fake, augment, seedFor('augmentFake', seed))
    const both = tf.concat([shownReal, shownFake]) // [2N,H,W,3]
    const critic = criticOf(discriminator)

    let thoughts: tf.Tensor[] = []
    const { grads: gradients } = tf.variableGrads(() => {
      const { logits, slopes } = penalties
        ? criticWithSlopes(critic, both)
        : { logits: critic(both), slopes: undefined }
      const [onReal, onFake] = tf.split(logits, 2) // [N,1] each
      thoughts = [tf.keep(onReal), tf.keep(onFake)]
      let total = loss.discriminator(onReal, onFake, labelSmoothing)
      if (slopes) total = tf.add(total, rPenalties(slopes, penalties!))
      if (game.gradientPenalty > 0) {
        const mix = statelessUniform([real.shape[0], 1, 1, 1], seedFor('penaltyMix', seed)) as tf.Tensor4D
        const penalty = gradientPenalty(critic, shownReal, shownFake, mix)
        total = tf.add(total, tf.mul(penalty, game.gradientPenalty))
      }
      return total
    }, trainable(discriminator))

    const [onReal, onFake] = thoughts
    const value = loss.discriminator(onReal, onFake, labelSmoothing)
    const shares = accuracy(onReal, onFake, loss.boundary)
    tf.dispose(thoughts)
    return { gradients, loss: value, ...shares }
  })
}

/** Where G should go, against the D of the moment, which is held fixed. Looks at `real` only for relativistic losses. */
export function generatorUpdate(game: Game, { real, seed }: UpdateInputs): GeneratorUpdate {
  const { generator, discriminator, loss, augment } = game
  return tf.tidy(() => {
    game.dropout.seed = seedFor('dropout', seed)
    const critic = criticOf(discriminator)
    const onReal = loss.generatorNeedsReal
      ? critic(diffAugment(real, augment, seedFor('augmentReal', seed)))
      : tf.zeros([real.shape[0], 1])
    const z = latents(game, real, seed)
    const { value, grads: gradients } = tf.variableGrads(() => {
      const fake = generator.apply(z, { training: true }) as tf.Tensor4D
      return loss.generator(critic(diffAugment(fake, augment, seedFor('augmentFake', seed))), onReal)
    }, trainable(generator))
    return { gradients, loss: value }
  })
}

/** What a model's optimizer moves. */
export function trainable(model: tf.LayersModel): tf.Variable[] {
  return modelVariables(model, 'trainable').map(({ variable }) => variable)
}

/** [N,Z] normals, as many as there are real pictures. */
function latents({ latentSize }: Game, real: tf.Tensor4D, seed: tf.Tensor1D): tf.Tensor2D {
  return statelessNormal([real.shape[0], latentSize], seedFor('latents', seed)) as tf.Tensor2D
}

function criticOf(discriminator: tf.LayersModel): Critic {
  return (images) => discriminator.apply(images, { training: true }) as tf.Tensor2D
}

/** R1 of the first half of the slopes, R2 of the second, each times half its gamma. */
function rPenalties(slopes: tf.Tensor4D, gammas: tf.Tensor1D): tf.Scalar {
  const [real, fake] = tf.split(slopes, 2) as tf.Tensor4D[]
  const both = tf.stack([meanSquaredSlope(real), meanSquaredSlope(fake)])
  return tf.div(tf.sum(tf.mul(both, gammas)), 2)
}

function accuracy(onReal: tf.Tensor, onFake: tf.Tensor, boundary: GanLoss['boundary']) {
  const limit = boundary === 'midway' ? tf.div(tf.add(tf.mean(onReal), tf.mean(onFake)), 2) : boundary
  return {
    accuracyReal: shareOf(tf.greater(onReal, limit)),
    accuracyFake: shareOf(tf.lessEqual(onFake, limit)),
  }
}

/** Share of trues. */
function shareOf(booleans: tf.Tensor): tf.Scalar {
  return tf.mean(tf.cast(booleans, 'float32'))
}
