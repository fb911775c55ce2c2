import { statelessNormal, tf } from '@facegan/tfjs-native'
import { toLevels } from './levels.ts'
import type { PixelPca } from './pca.ts'

/**
 * The simplest model of a set of pictures, which a GAN must beat: a Gaussian with their mean and covariance in the
 * space of their principal components, clipped to what a pixel can be.
 *
 * @param seed of the draw
 * @returns [N,H,W,3] levels
 */
export function samplePcaGaussian(pca: PixelPca, count: number, seed: number): Uint8Array {
  return tf.tidy(() => {
    const coordinates = tf.mul(statelessNormal([count, pca.deviations.length], [seed, 0]), pca.deviations) // [N,K]
    return toLevels(tf.add(tf.matMul(coordinates, pca.components, false, true), pca.mean))
  })
}
