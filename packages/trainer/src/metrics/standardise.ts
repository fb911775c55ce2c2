import { tf } from '@facegan/tfjs-native'
import { tensorOf, type Features } from './features.ts'

/**
 * A deviation below this share of the median one counts as that share: a feature that hardly varies among training
 * pictures would otherwise rule the cubic kernel as soon as it moves.
 */
const smallestShare = 0.2

/**
 * Shifts and scales features so that each has mean 0 and deviation 1 on the training pictures. Without it KID's kernel
 * sees mostly how bright pictures are, or, where vectors are short as those of a face embedding, next to nothing.
 *
 * @returns what does the same to any features of that space
 */
export function standardiser(training: Features): (features: Features) => Features {
  const [mean, deviation] = tf.tidy(() => {
    const moments = tf.moments(tensorOf(training), 0)
    return [moments.mean.dataSync().slice(), tf.sqrt(moments.variance).dataSync().slice()]
  })
  const median = deviation.toSorted()[Math.floor(deviation.length / 2)]
  const scale = deviation.map((value) => 1 / Math.max(value, smallestShare * median, 1e-12))
  return ({ count, dimensions, values }) => ({
    count,
    dimensions,
    values: values.map((value, i) => (value - mean[i % dimensions]) * scale[i % dimensions]),
  })
}
