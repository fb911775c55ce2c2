import { statelessUniform, tf } from '@facegan/tfjs-native'
import { toLevels } from './levels.ts'

/**
 * Pictures of independent uniform levels: how bad a number can get.
 *
 * @returns [N,H,W,3] levels
 */
export function sampleUniformNoise(count: number, size: number, seed: number): Uint8Array {
  return tf.tidy(() => toLevels(tf.sub(tf.mul(statelessUniform([count, size, size, 3], [seed, 0]), 2), 1)))
}
