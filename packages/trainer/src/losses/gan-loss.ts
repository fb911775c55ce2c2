import type { tf } from '@facegan/tfjs-native'

/** An objective for both players, as functions of D's logits [N,1]; each gives a scalar to minimise. */
export interface GanLoss {
  /** @param labelSmoothing the target of real pictures is 1 less this; 0 where there are no targets */
  discriminator(real: tf.Tensor, fake: tf.Tensor, labelSmoothing: number): tf.Scalar
  /** @param real of the same D; only relativistic losses look at it */
  generator(fake: tf.Tensor, real: tf.Tensor): tf.Scalar
  /** The logit above which D takes a picture for real; `midway` between the means of both kinds where only that counts. */
  readonly boundary: number | 'midway'
  /** Whether D's outputs are held against targets, which label smoothing can move. */
  readonly hasTargets: boolean
  /** Whether the generator's loss looks at real pictures, which costs a pass of D. */
  readonly generatorNeedsReal: boolean
}
