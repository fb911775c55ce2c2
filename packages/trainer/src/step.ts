import { tf, type NativeAdam } from '@facegan/tfjs-native'
import type { GanLoss } from './losses/gan-loss.ts'
import { modelVariables } from './networks/model-variables.ts'

/** What D thought of one batch of each kind. */
export interface DiscriminatorMetrics {
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
 */
export function discriminatorStep(
  generator: tf.LayersModel,
  discriminator: tf.LayersModel,
  loss: GanLoss,
  optimizer: NativeAdam,
  real: tf.Tensor4D,
  z: tf.Tensor2D,
): DiscriminatorMetrics {
  return tf.tidy(() => {
    const fake = generator.apply(z, { training: true }) as tf.Tensor4D // [N,H,W,3]
    const both = tf.concat([real, fake]) // [2N,H,W,3]
    let accuracyReal = 0
    let accuracyFake = 0
    const { value, grads } = tf.variableGrads(() => {
      const logits = discriminator.apply(both, { training: true }) as tf.Tensor2D // [2N,1]
      const [onReal, onFake] = tf.split(logits, 2)
      accuracyReal = tf.mean(tf.cast(tf.greater(onReal, 0), 'float32')).dataSync()[0]
      accuracyFake = tf.mean(tf.cast(tf.lessEqual(onFake, 0), 'float32')).dataSync()[0]
      return loss.discriminator(onReal, onFake)
    }, trainable(discriminator))
    optimizer.applyGradients(grads)
    return { lossD: value.dataSync()[0], accuracyReal, accuracyFake }
  })
}

/**
 * One update of G against the D of the moment, which is held fixed.
 *
 * @param z [N,Z] normals, drawn anew
 * @returns the generator's loss
 */
export function generatorStep(
  generator: tf.LayersModel,
  discriminator: tf.LayersModel,
  loss: GanLoss,
  optimizer: NativeAdam,
  z: tf.Tensor2D,
): number {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => {
      const fake = generator.apply(z, { training: true })
      return loss.generator(discriminator.apply(fake, { training: true }) as tf.Tensor2D)
    }, trainable(generator))
    optimizer.applyGradients(grads)
    return value.dataSync()[0]
  })
}

/** What a model's optimizer moves. */
export function trainable(model: tf.LayersModel): tf.Variable[] {
  return modelVariables(model, 'trainable').map(({ variable }) => variable)
}
