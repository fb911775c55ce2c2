import { tf } from '@facegan/tfjs-native'
import type { GanLoss } from './gan-loss.ts'

/**
 * LSGAN with targets 0 (generated) and 1 (real; what G wants to be taken for).
 *
 * @see Mao et al. 2017, arXiv:1611.04076, equation 9
 */
export const leastSquares: GanLoss = {
  discriminator: (real, fake, labelSmoothing) =>
    tf.div(tf.add(squareFrom(real, 1 - labelSmoothing), squareFrom(fake, 0)), 2),
  generator: (fake) => tf.div(squareFrom(fake, 1), 2),
  boundary: 0.5,
  hasTargets: true,
  generatorNeedsReal: false,
}

function squareFrom(logits: tf.Tensor, target: number): tf.Scalar {
  return tf.mean(tf.square(tf.sub(logits, target)))
}
