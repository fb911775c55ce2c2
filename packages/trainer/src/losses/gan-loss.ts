import type { tf } from '@facegan/tfjs-native'

/** An objective for both players, as functions of D's logits [N,1]; each gives a scalar to minimise. */
export interface GanLoss {
  discriminator(real: tf.Tensor, fake: tf.Tensor): tf.Scalar
  generator(fake: tf.Tensor): tf.Scalar
}
