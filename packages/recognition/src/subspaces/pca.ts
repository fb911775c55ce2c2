import { symmetricEigen, tf } from '@facegan/tfjs-native'

/** The directions in which vectors vary most. */
export interface PrincipalAxes {
  /** [D] */
  readonly mean: tf.Tensor1D
  /** [D,K] unit vectors, one a column, the most important first. */
  readonly axes: tf.Tensor2D
  /** [K] variances along them, descending. */
  readonly variances: tf.Tensor1D
}

/** Variances below this share of the largest are float32's rounding. */
const smallest = 1e-6

/**
 * Principal component analysis, by the smaller of the covariance [D,D] and the matrix of products [N,N].
 *
 * @param x [N,D]
 * @param most at most as many axes, fewer where the vectors vary in fewer directions
 * @see Pearson 1901; Turk and Pentland 1991 for the matrix of products
 */
export function principalAxes(x: tf.Tensor2D, most: number): PrincipalAxes {
  return tf.tidy(() => {
    const [count, width] = x.shape
    const mean = tf.mean<tf.Tensor1D>(x, 0)
    const centred = tf.sub<tf.Tensor2D>(x, mean)
    const wide = width > count
    const products = tf.div<tf.Tensor2D>(tf.matMul(centred, centred, !wide, wide), count)
    const { values, vectors } = symmetricEigen(products)
    const ascending = values.dataSync<'float32'>()
    const floor = ascending[ascending.length - 1] * smallest
    const rank = ascending.reduce((sum, value) => sum + (value > floor ? 1 : 0), 0)
    const kept = Math.max(1, Math.min(most, rank, count - 1))
    const variances = tf.reverse(tf.slice(values, ascending.length - kept, kept)) as tf.Tensor1D
    const columns = tf.reverse(tf.slice(vectors, [0, ascending.length - kept], [-1, kept]), 1) as tf.Tensor2D
    const axes = wide
      ? tf.div<tf.Tensor2D>(tf.matMul(centred, columns, true), tf.sqrt(tf.mul(variances, count)))
      : columns
    return { mean, axes, variances }
  })
}
