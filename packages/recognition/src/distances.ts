import { tf } from '@facegan/tfjs-native'
import { chiSquareDistances } from './distances/chi-square.ts'
import { columnDistances } from './distances/columns.ts'
import { numbersOf } from './numbers-of.ts'

/** Distances between all rows of two sets of vectors: [M,D], [N,D] -> [M,N]. */
type Distances = (queries: Float32Array, gallery: Float32Array, width: number) => Float32Array

/** How vectors can be compared; smaller is more alike. */
export const distances = {
  euclidean,
  cosine,
  'chi-square': chiSquareDistances,
  columns: columnDistances,
} satisfies Record<string, Distances>

export type DistanceName = keyof typeof distances

/** |a - b|² = |a|² + |b|² - 2ab: one matrix product. */
function euclidean(queries: Float32Array, gallery: Float32Array, width: number): Float32Array {
  return compare(queries, gallery, width, (a, b) => {
    const lengths = tf.add(tf.sum(tf.square(a), 1, true), tf.sum(tf.square(b), 1)) // [M,N]
    return tf.sqrt(tf.relu(tf.sub(lengths, tf.mul(tf.matMul(a, b, false, true), 2))))
  })
}

/** 1 - cos of the angle between them. A vector of zeros is at distance 1 from all. */
function cosine(queries: Float32Array, gallery: Float32Array, width: number): Float32Array {
  return compare(queries, gallery, width, (a, b) =>
    tf.sub(1, tf.matMul(unitLength(a), unitLength(b), false, true)),
  )
}

function unitLength(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, tf.maximum(tf.norm(rows, 'euclidean', 1, true), 1e-12))
}

function compare(
  queries: Float32Array,
  gallery: Float32Array,
  width: number,
  distance: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor,
): Float32Array {
  return numbersOf(() =>
    distance(
      tf.tensor2d(queries, [queries.length / width, width]),
      tf.tensor2d(gallery, [gallery.length / width, width]),
    ),
  )
}
