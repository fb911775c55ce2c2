import { symmetricEigen, tf } from '@facegan/tfjs-native'

/**
 * The directions in which rows of pictures vary most: eigenvectors of the mean of (A - mean)ᵀ(A - mean).
 *
 * @param pictures [N,H,W]
 * @returns [W,count] unit vectors, one a column, the most important first
 * @see Yang et al. 2004, equation 4
 */
export function rowAxes(pictures: tf.Tensor3D, count: number): tf.Tensor2D {
  return tf.tidy(() => {
    const width = pictures.shape[2]
    const centred = tf.reshape(tf.sub(pictures, tf.mean(pictures, 0)), [-1, width]) as tf.Tensor2D
    const { vectors } = symmetricEigen(tf.div(tf.matMul(centred, centred, true), pictures.shape[0]))
    return tf.reverse(tf.slice(vectors, [0, width - count], [-1, count]), 1) as tf.Tensor2D
  })
}
