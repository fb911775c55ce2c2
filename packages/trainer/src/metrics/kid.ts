import { tf } from '@facegan/tfjs-native'
import { checkFeatures, tensorOf, type Features } from './features.ts'

/** A number and how far off it may be. */
export interface Estimate {
  readonly value: number
  readonly standardError: number
}

/**
 * Kernel inception distance, in whatever feature space the vectors come from: the unbiased estimate of the squared
 * maximum mean discrepancy with the kernel k(x, y) = (x·y / F + 1)^3.
 *
 * Protocol: one U-statistic over all pictures of both sets, not a mean over subsets, so it draws nothing; its standard
 * error is the two-sample delete-one jackknife. 0 is expected for two samples of one distribution, also with few
 * pictures and with sets of different sizes; a single estimate may lie below 0.
 *
 * @param real, generated [M,F] and [N,F], at least 3 rows each
 * @throws InvalidOptionError
 * @see Bińkowski et al. 2018, "Demystifying MMD GANs", arXiv:1801.01401, equation 4
 */
export function kid(real: Features, generated: Features): Estimate {
  return new KidReference(real).against(generated)
}

/** The real half of a KID, summed once for many generated sets. */
export class KidReference {
  readonly #real: Features
  readonly #within: WithinSums

  constructor(real: Features) {
    checkFeatures(real, real, 3)
    this.#real = real
    this.#within = sumsWithin(real)
  }

  against(generated: Features): Estimate {
    checkFeatures(this.#real, generated, 3)
    return meanDiscrepancy(this.#within, sumsWithin(generated), sumsBetween(this.#real, generated))
  }
}

/** Kernel sums inside one set, each row without its own diagonal entry. */
interface WithinSums {
  readonly rows: Float64Array
  readonly total: number
}

/** Kernel sums between two sets, by row (first set) and by column (second set). */
interface BetweenSums {
  readonly rows: Float64Array
  readonly columns: Float64Array
  readonly total: number
}

/** Means of the kernel within each set less twice its mean between them, from its sums over m and n pictures. */
function statistic(within: number, otherWithin: number, between: number, m: number, n: number): number {
  return within / (m * (m - 1)) + otherWithin / (n * (n - 1)) - (2 * between) / (m * n)
}

function meanDiscrepancy(x: WithinSums, y: WithinSums, xy: BetweenSums): Estimate {
  const [m, n] = [x.rows.length, y.rows.length]

  // without one picture, its row leaves both halves of the symmetric sum
  const withoutX = x.rows.map((row, i) =>
    statistic(x.total - 2 * row, y.total, xy.total - xy.rows[i], m - 1, n),
  )
  const withoutY = y.rows.map((row, j) =>
    statistic(x.total, y.total - 2 * row, xy.total - xy.columns[j], m, n - 1),
  )
  const variance = jackknifeVariance(withoutX) + jackknifeVariance(withoutY)
  return { value: statistic(x.total, y.total, xy.total, m, n), standardError: Math.sqrt(variance) }
}

/** Of a statistic, from its values with each one observation left out (Efron & Stein 1981). */
function jackknifeVariance(leftOut: Float64Array): number {
  const n = leftOut.length
  const mean = sum(leftOut) / n
  return (sum(leftOut.map((value) => (value - mean) ** 2)) * (n - 1)) / n
}

function sumsWithin(features: Features): WithinSums {
  const { rows } = sumsBetween(features, features)
  const { count, dimensions, values } = features
  for (let i = 0; i < count; i++) {
    let square = 0
    for (let f = i * dimensions; f < (i + 1) * dimensions; f++) square += values[f] ** 2
    rows[i] -= (square / dimensions + 1) ** 3
  }
  return { rows, total: sum(rows) }
}

/** A block of this many rows against 10,000 others is 40 MB. */
const rowsPerBlock = 1024

function sumsBetween(a: Features, b: Features): BetweenSums {
  const rows = new Float64Array(a.count)
  const columns = new Float64Array(b.count)
  tf.tidy(() => {
    const [x, y] = [tensorOf(a), tensorOf(b)]
    for (let begin = 0; begin < a.count; begin += rowsPerBlock) {
      const [byRow, byColumn] = tf.tidy(() => {
        const block = tf.slice(x, [begin, 0], [Math.min(rowsPerBlock, a.count - begin), a.dimensions])
        const inner = tf.add(tf.div(tf.matMul(block, y, false, true), a.dimensions), 1) // [rows,N]
        const kernel = tf.mul(tf.square(inner), inner)
        return [tf.sum(kernel, 1), tf.sum(kernel, 0)]
      })
      rows.set(byRow.dataSync(), begin)
      const sums = byColumn.dataSync()
      for (let j = 0; j < b.count; j++) columns[j] += sums[j]
    }
  })
  return { rows, columns, total: sum(rows) }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
