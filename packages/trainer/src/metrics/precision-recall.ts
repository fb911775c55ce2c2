import { tf } from '@facegan/tfjs-native'
import { squaredDistances, squaredRadii } from './distances.ts'
import { checkFeatures, tensorOf, type Features } from './features.ts'

export interface PrecisionRecall {
  /** Share of generated pictures inside the real manifold: how many look like real ones. 0 to 1. */
  readonly precision: number
  /** Share of real pictures inside the generated manifold: how much of the variety there is. 0 to 1. */
  readonly recall: number
}

/**
 * Improved precision and recall: a set's manifold is the union of balls round its vectors, each as wide as the
 * distance to its k-th nearest neighbour. Both depend on the number of pictures: give sets of one size.
 *
 * @param k nearest neighbours @default 3
 * @throws InvalidOptionError on fewer than k + 1 vectors
 * @see Kynkäänniemi et al. 2019, arXiv:1904.06991, equations 1 and 2
 */
export function precisionRecall(real: Features, generated: Features, k = 3): PrecisionRecall {
  checkFeatures(real, generated, k + 1)
  return tf.tidy(() => {
    const [x, y] = [tensorOf(real), tensorOf(generated)]
    const distances = squaredDistances(x, y) // [M,N]
    const inReal = tf.any(tf.lessEqual(distances, squaredRadii(x, k)), 0) // [N]
    const inGenerated = tf.any(tf.lessEqual(distances, tf.transpose(squaredRadii(y, k))), 1) // [M]
    return { precision: share(inReal), recall: share(inGenerated) }
  })
}

function share(inside: tf.Tensor): number {
  return tf.mean(tf.cast(inside, 'float32')).dataSync()[0]
}
