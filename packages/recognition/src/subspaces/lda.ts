import { cholesky, solveLower, symmetricEigen, tf } from '@facegan/tfjs-native'

/**
 * Linear discriminant analysis: the directions along which people lie far apart, measured by how far pictures of one
 * person do. In them pictures of one person scatter by 1.
 *
 * @param x [N,K], of mean 0, K small against N
 * @param labels [N] who each is
 * @param shrinkage in [0, 1]: how much of the scatter within people is replaced by the same scatter in all directions.
 * With few pictures the smallest scatters are underestimated
 * @returns [K,P-1] one direction a column, the most telling first. Without shrinkage they have length 1 instead: where
 * pictures of one person hardly scatter, that they do not says more of their number than of the person
 * @see Fisher 1936; Friedman 1989, "Regularized Discriminant Analysis", for the shrinkage
 */
export function discriminantAxes(x: tf.Tensor2D, labels: Int32Array, shrinkage: number): tf.Tensor2D {
  return tf.tidy(() => {
    const [count, width] = x.shape
    const { averaging, people } = averagingMatrix(labels)
    const means = tf.matMul(averaging, x) // [P,K]
    const sizes = tf.div(1, tf.max(averaging, 1)) // [P] pictures of each
    const membership = tf.mul<tf.Tensor2D>(averaging, tf.expandDims(sizes, 1)) // [P,N] of 0 and 1
    const residuals = tf.sub<tf.Tensor2D>(x, tf.matMul(membership, means, true))
    const within = tf.div<tf.Tensor2D>(tf.matMul(residuals, residuals, true), count)
    const even = tf.div(tf.sum(tf.square(residuals)), count * width)
    const lower = cholesky(
      tf.add(
        tf.mul(within, 1 - shrinkage),
        tf.mul(tf.eye(width), tf.mul(even, Math.max(shrinkage, smallest))),
      ),
    )
    // people's means where pictures of one scatter evenly, [K,P]; the axes of those are what is sought
    const weighted = tf.mul<tf.Tensor2D>(means, tf.sqrt(tf.div(tf.expandDims(sizes, 1), count)))
    const spread = solveLower(lower, tf.transpose(weighted))
    const { values, vectors } = symmetricEigen(tf.matMul(spread, spread, true))
    const kept = Math.min(people - 1, width)
    const lengths = tf.sqrt(tf.maximum(tf.slice(values, people - kept, kept), tiny))
    const columns = tf.slice(vectors, [0, people - kept], [-1, kept])
    const axes = tf.div<tf.Tensor2D>(tf.matMul(spread, columns), lengths)
    const directions = tf.reverse(solveLower(lower, axes, true), 1) as tf.Tensor2D
    return shrinkage > 0 ? directions : tf.div(directions, tf.norm(directions, 'euclidean', 0, true))
  })
}

/** What keeps a scatter without shrinkage invertible in float32, as a share of the mean. */
const smallest = 1e-5
const tiny = 1e-20

/** [P,N] whose product with pictures is people's means; people without a picture are left out. */
function averagingMatrix(labels: Int32Array): { averaging: tf.Tensor2D; people: number } {
  const present = [...new Set(labels)].toSorted((a, b) => a - b)
  const rowOf = new Map(present.map((label, row) => [label, row]))
  const sizes = new Float32Array(present.length)
  for (const label of labels) sizes[rowOf.get(label)!]++
  const averaging = new Float32Array(present.length * labels.length)
  labels.forEach((label, picture) => {
    const row = rowOf.get(label)!
    averaging[row * labels.length + picture] = 1 / sizes[row]
  })
  return { averaging: tf.tensor2d(averaging, [present.length, labels.length]), people: present.length }
}
