import { tf } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'

type Initializer = ReturnType<typeof tf.initializers.randomNormal>

/**
 * The initial weights of a network, layer after layer.
 *
 * `glorot` is Keras's default (Glorot and Bengio 2010). `he` draws N(0, gain² / fan-in) with the fan-in that a
 * number really has: a transposed convolution of kernel k and stride s adds up (k/s)² · C products, not k² · C.
 *
 * @param seed of the first layer; each next one counts up
 * @see He et al. 2015, arXiv:1502.01852, equations 10 and 15 (with the slope of a leaky ReLU)
 */
export function initializers(
  { initializer, leakySlope }: NetworkConfig,
  seed: number,
): (fanIn: number, follows?: 'leaky' | 'nothing') => Initializer {
  let layerSeed = seed + 1 // tfjs takes a seed of 0 for none
  return (fanIn, follows = 'leaky') => {
    if (initializer === 'glorot') return tf.initializers.glorotUniform({ seed: layerSeed++ })
    const gain = follows === 'leaky' ? Math.sqrt(2 / (1 + leakySlope ** 2)) : 1
    return tf.initializers.randomNormal({ mean: 0, stddev: gain / Math.sqrt(fanIn), seed: layerSeed++ })
  }
}
