import { tf } from '@facegan/tfjs-native'
import { tensorOf, type Features } from './features.ts'

/** Squared Euclidean distances [M,N] between the rows of two matrices. */
export function squaredDistances(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const squaresA = tf.sum(tf.square(a), 1, true) // [M,1]
    const squaresB = tf.reshape(tf.sum(tf.square(b), 1), [1, -1]) // [1,N]
    const products = tf.matMul(a, b, false, true)
    return tf.maximum(tf.sub(tf.add(squaresA, squaresB), tf.mul(products, 2)), 0)
  })
}

/** Squared distance of each row to its k-th nearest other row: [N,1]. */
export function squaredRadii(features: tf.Tensor2D, k: number): tf.Tensor2D {
  return tf.tidy(() => {
    const count = features.shape[0]
    const others = tf.sub(1, tf.eye(count))
    const distances = tf.mul(squaredDistances(features, features), others) // a row is 0 from itself, exactly
    const nearest = tf.topk(tf.neg(distances), k + 1).values // itself first
    return tf.neg(tf.slice2d(nearest as tf.Tensor2D, [0, k], [count, 1]))
  })
}

export interface Neighbour {
  /** Row of the set that was searched. */
  readonly index: number
  /** Euclidean. */
  readonly distance: number
}

const rowsPerBlock = 512

/** The nearest row of `others` for each row of `features`; a copy is at distance 0 exactly. */
export function nearestNeighbours(features: Features, others: Features): Neighbour[] {
  const { count, dimensions, values } = features
  const indices: number[] = []
  tf.tidy(() => {
    const [x, y] = [tensorOf(features), tensorOf(others)]
    for (let begin = 0; begin < count; begin += rowsPerBlock) {
      const nearest = tf.tidy(() => {
        const block = tf.slice(x, [begin, 0], [Math.min(rowsPerBlock, count - begin), dimensions])
        return tf.argMin(squaredDistances(block, y), 1)
      })
      indices.push(...nearest.dataSync())
    }
  })
  // float32 |a|² + |b|² − 2ab leaves a thousandth of |a| where the distance is 0: measure the winners again
  return indices.map((index, n) => {
    let square = 0
    for (let f = 0; f < dimensions; f++)
      square += (values[n * dimensions + f] - others.values[index * dimensions + f]) ** 2
    return { index, distance: Math.sqrt(square) }
  })
}
