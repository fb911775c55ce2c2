import { tf } from '@facegan/tfjs-native'
import { readFeatures, tensorOf, type FeatureSpace } from './features.ts'

/**
 * A deviation below this share of the median one counts as that share: a feature that hardly varies among training
 * pictures would otherwise rule the cubic kernel as soon as it moves.
 */
const smallestShare = 0.2

/**
 * The same space with every feature shifted and scaled to mean 0 and deviation 1 on training pictures. Without it a
 * kernel sees mostly how bright the pictures are.
 */
export async function standardisedSpace(
  space: FeatureSpace,
  training: Uint8Array,
  size: number,
): Promise<FeatureSpace> {
  const features = await readFeatures(space, training, size)
  const [mean, deviation] = tf.tidy(() => {
    const moments = tf.moments(tensorOf(features), 0)
    return [moments.mean.dataSync().slice(), tf.sqrt(moments.variance).dataSync().slice()]
  })
  const median = deviation.toSorted()[Math.floor(deviation.length / 2)]
  const scale = deviation.map((value) => 1 / Math.max(value, smallestShare * median, Number.EPSILON))
  return {
    name: space.name,
    async featuresOf(pixels) {
      const { values, dimensions } = await readFeatures(space, pixels, size)
      return values.map((value, i) => (value - mean[i % dimensions]) * scale[i % dimensions])
    },
  }
}
