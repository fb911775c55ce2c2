import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { statelessUniform, type Seed } from './stateless-random.ts'

/**
 * Drops each number with probability `rate` and scales the others by 1 / (1 - rate). The mask is a function of the seed
 * alone, the same on any backend, so that a resumed run drops what an unbroken one would have; it may be
 * differentiated any number of times.
 *
 * @param rate in [0, 1)
 * @see Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"
 */
export function dropout(x: Tensor, rate: number, seed: Seed): Tensor {
  return tf.tidy(() => {
    const kept = tf.greaterEqual(statelessUniform(x.shape, seed), rate)
    return tf.mul(x, tf.mul(tf.cast(kept, 'float32'), 1 / (1 - rate)))
  })
}
