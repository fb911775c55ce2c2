import { tf } from '@facegan/tfjs-native'
import { countPictures, type FeatureSpace } from './features.ts'
import { projectOnPca, type PixelPca } from './pca.ts'

/** Coordinates kept: some nine tenths of the variance of aligned faces. */
const components = 64

/**
 * Eigenface coordinates: pixels projected on the first 64 principal components of the training pictures, each divided
 * by its standard deviation there. Cheap and plain, and blind in one respect: it cannot fault a Gaussian that has the
 * training pictures' covariance.
 *
 * @see Turk & Pentland 1991, "Eigenfaces for Recognition"
 */
export function pixelPcaSpace(pca: PixelPca): FeatureSpace {
  return {
    name: 'pixel-pca',
    async featuresOf(pixels, size) {
      countPictures('pixels', pixels, size)
      return tf.tidy(() => {
        const kept = Math.min(components, pca.deviations.length)
        const coordinates = tf.slice(projectOnPca(pixels, size * size * 3, pca), [0, 0], [-1, kept]) // [N,K]
        return tf.div<tf.Tensor2D>(coordinates, pca.deviations.slice(0, kept))
      })
    },
  }
}
