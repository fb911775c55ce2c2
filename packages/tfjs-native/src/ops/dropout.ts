import type { Tensor } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { isNative } from './native-op.ts'
import { statelessUniform, type Seed } from './stateless-random.ts'

/**
 * Drops each number with probability `rate` and scales the others by 1 / (1 - rate). The mask is drawn natively and is
 * a function of the seed alone, so that a resumed run drops what an unbroken one would have; it may be
 * differentiated any number of times.
 *
 * @param rate in [0, 1)
 * @see Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"
 */
export function dropout(x: Tensor, rate: number, seed: Seed): Tensor {
  if (!isNative()) return portableDropout(x, rate, seed)
  return tf.tidy(() => mask(x, statelessUniform(x.shape, seed), rate))
}

/** The same, with a mask that tfjs draws in JavaScript: other numbers for the same seed, on any backend. */
export function portableDropout(x: Tensor, rate: number, seed: Seed): Tensor {
  const [high, low] = seed instanceof tf.Tensor ? Uint32Array.from(seed.dataSync()) : seed
  return tf.tidy(() => mask(x, tf.randomUniform(x.shape, 0, 1, 'float32', high! * 2 ** 21 + low!), rate))
}

function mask(x: Tensor, uniform: Tensor, rate: number): Tensor {
  return tf.mul(x, tf.mul(tf.cast(tf.greaterEqual(uniform, rate), 'float32'), 1 / (1 - rate)))
}
