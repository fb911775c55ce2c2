import { tf } from '@facegan/tfjs-native'

/** D as a function of pictures: [N,H,W,C] -> [N,1]. */
export type Critic = (images: tf.Tensor4D) => tf.Tensor2D

/** D's answers with their slopes, from one pass; both may be differentiated again, by D's weights. */
export function criticWithSlopes(
  critic: Critic,
  images: tf.Tensor4D,
): { logits: tf.Tensor2D; slopes: tf.Tensor4D } {
  // the sum of all logits is what is differentiated: each picture's slope, as far as pictures do not mix
  const { value, grad } = tf.valueAndGrad((x) => critic(x as tf.Tensor4D))(images)
  return { logits: value as tf.Tensor2D, slopes: grad as tf.Tensor4D }
}

/**
 * The mean squared slope, E[|grad D(x)|²], the term of R1 on real pictures and of R2 on generated ones.
 *
 * @param slopes [N,H,W,C]
 * @see Mescheder et al. 2018, arXiv:1801.04406, equation 9
 */
export function meanSquaredSlope(slopes: tf.Tensor4D): tf.Scalar {
  return tf.mean(tf.sum(tf.square(slopes), [1, 2, 3]))
}

/** Keeps the square root's slope finite where D is flat. */
const epsilon = 1e-12

/**
 * WGAN-GP's penalty, E[(|grad D(x)| - 1)²] at points between real and generated pictures.
 *
 * @param mix [N,1,1,1] in [0, 1], how much of the real picture
 * @see Gulrajani et al. 2017, arXiv:1704.00028, equation 3
 */
export function gradientPenalty(
  critic: Critic,
  real: tf.Tensor4D,
  fake: tf.Tensor4D,
  mix: tf.Tensor4D,
): tf.Scalar {
  const between = tf.add(fake, tf.mul(mix, tf.sub(real, fake))) as tf.Tensor4D
  const { slopes } = criticWithSlopes(critic, between)
  const norms = tf.sqrt(tf.add(tf.sum(tf.square(slopes), [1, 2, 3]), epsilon)) // [N]
  return tf.mean(tf.square(tf.sub(norms, 1)))
}
