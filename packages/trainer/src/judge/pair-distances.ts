import { tf } from '@facegan/tfjs-native'
import { embeddingSize } from './face-embeddings.ts'

/** Distances are sorted into bins of this width: finer than any threshold needs. */
const binWidth = 1 / 4096
/** Embeddings of this network lie less than 4 apart; whatever is further goes into the last bin. */
const binCount = 4 * 4096

/** How far each of a set of faces is from each of another. */
export interface PairDistances {
  /** For each query the distance to its nearest face of the gallery; Infinity where there is none. */
  readonly nearest: Float64Array
  /** Which face of the gallery that is, or -1. */
  readonly nearestIndex: Int32Array
  /** Pairs by their distance. */
  readonly histogram: DistanceHistogram
}

/** Counts of distances, for quantiles over more pairs than memory holds. */
export class DistanceHistogram {
  readonly #bins = new Float64Array(binCount)
  #total = 0

  add(distance: number): void {
    this.#bins[Math.min(binCount - 1, Math.floor(distance / binWidth))]++
    this.#total++
  }

  get total(): number {
    return this.#total
  }

  /** Counts of distances below `limit`, to a bin. */
  countBelow(limit: number): number {
    const end = Math.min(binCount, Math.round(limit / binWidth))
    let count = 0
    for (let bin = 0; bin < end; bin++) count += this.#bins[bin]
    return count
  }

  /**
   * The largest threshold that no more than `share` of the distances from `from` up lie below.
   *
   * @param from distances below it are left out
   */
  quantile(share: number, from = 0): number {
    const first = Math.min(binCount, Math.ceil(from / binWidth))
    const allowed = share * (this.#total - this.countBelow(first * binWidth))
    let count = 0
    for (let bin = first; bin < binCount; bin++) {
      count += this.#bins[bin]
      if (count > allowed) return bin * binWidth
    }
    return binCount * binWidth
  }
}

/** Rows of queries against the whole gallery at once: 1,000 x 10,000 distances are 40 MB. */
const blockRows = 1000

/**
 * Euclidean distances by one matrix product a block, |a - b|² = |a|² + |b|² - 2ab; the nearest pairs are then measured
 * exactly, for that form loses digits where two faces are nearly one.
 *
 * @param queries [N,128] embeddings
 * @param gallery [M,128]
 * @param options.skipSelf leaves out pairs of equal index: for a set against itself
 */
export function pairDistances(
  queries: Float32Array,
  gallery: Float32Array,
  { skipSelf = false }: { readonly skipSelf?: boolean } = {},
): PairDistances {
  const count = queries.length / embeddingSize
  const against = gallery.length / embeddingSize
  const nearest = new Float64Array(count).fill(Infinity)
  const nearestIndex = new Int32Array(count).fill(-1)
  const histogram = new DistanceHistogram()
  for (let from = 0; from < count; from += blockRows) {
    const rows = Math.min(blockRows, count - from)
    const squares = squaredDistances(
      queries.subarray(from * embeddingSize, (from + rows) * embeddingSize),
      gallery,
    )
    for (let row = 0; row < rows; row++) {
      const query = from + row
      let best = Infinity
      for (let i = 0; i < against; i++) {
        if (skipSelf && i === query) continue
        const square = Math.max(0, squares[row * against + i])
        histogram.add(Math.sqrt(square))
        if (square >= best) continue
        best = square
        nearestIndex[query] = i
      }
      if (nearestIndex[query] >= 0)
        nearest[query] = distanceBetween(queries, query, gallery, nearestIndex[query])
    }
  }
  return { nearest, nearestIndex, histogram }
}

/** @returns [N,M] */
function squaredDistances(queries: Float32Array, gallery: Float32Array): Float32Array {
  return tf.tidy(() => {
    const a = tf.tensor2d(queries, [queries.length / embeddingSize, embeddingSize])
    const b = tf.tensor2d(gallery, [gallery.length / embeddingSize, embeddingSize])
    const lengths = tf.add(tf.sum(tf.square(a), 1, true), tf.sum(tf.square(b), 1)) // [N,M]
    return tf.sub(lengths, tf.mul(tf.matMul(a, b, false, true), 2)).dataSync() as Float32Array
  })
}

/** Between row `i` of one set of embeddings and row `j` of another. */
export function distanceBetween(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let sum = 0
  for (let k = 0; k < embeddingSize; k++) sum += (a[i * embeddingSize + k] - b[j * embeddingSize + k]) ** 2
  return Math.sqrt(sum)
}
