import { tf } from '@facegan/tfjs-native'
import { squaredDistances, squaredRadii } from './distances.ts'
import { checkFeatures, tensorOf, type Features } from './features.ts'

export interface DensityCoverage {
  /** How many real neighbourhoods a generated picture lies in, over k: about 1 for real pictures, above 1 near modes. */
  readonly density: number
  /** Share of real neighbourhoods with a generated picture in them. 0 to 1; about 1 − 2⁻ᵏ for real pictures. */
  readonly coverage: number
}

/**
 * Density and coverage: as precision and recall, from real neighbourhoods alone, so that one generated outlier does
 * not widen the generated manifold. Coverage depends on the number of pictures: give sets of one size.
 *
 * @param k nearest neighbours @default 5
 * @throws InvalidOptionError on fewer than k + 1 vectors
 * @see Naeem et al. 2020, arXiv:2002.09797, equations 4 and 5
 */
export function densityCoverage(real: Features, generated: Features, k = 5): DensityCoverage {
  checkFeatures(real, generated, k + 1)
  return tf.tidy(() => {
    const [x, y] = [tensorOf(real), tensorOf(generated)]
    const inside = tf.cast(tf.less(squaredDistances(x, y), squaredRadii(x, k)), 'float32') // [M,N]
    const density = tf.sum(inside).dataSync()[0] / (k * generated.count)
    const coverage = tf.mean(tf.max(inside, 1)).dataSync()[0]
    return { density, coverage }
  })
}
