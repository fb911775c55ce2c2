import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { checkFeatures, type Features } from './features.ts'

/**
 * Fréchet distance between two Gaussians fitted to feature vectors:
 * |μ₁ − μ₂|² + tr(Σ₁ + Σ₂ − 2 (√Σ₁ Σ₂ √Σ₁)^½), with unbiased covariances, in float64.
 *
 * Falls with the number of pictures, also between samples of one distribution: compare only numbers from sets of the
 * same size.
 *
 * @param real, generated [M,F] and [N,F], at least 2 rows each
 * @throws InvalidOptionError
 * @see Heusel et al. 2017, arXiv:1706.08500, equation 6
 */
export function frechetDistance(real: Features, generated: Features): number {
  return new FrechetReference(real).against(generated)
}

/** The real half of a Fréchet distance, fitted once for many generated sets. */
export class FrechetReference {
  readonly #real: Features
  readonly #gaussian: Gaussian
  readonly #root: Matrix

  constructor(real: Features) {
    checkFeatures(real, real, 2)
    this.#real = real
    this.#gaussian = fitGaussian(real)
    this.#root = squareRoot(this.#gaussian.covariance)
  }

  against(generated: Features): number {
    checkFeatures(this.#real, generated, 2)
    const { mean, covariance } = this.#gaussian
    const other = fitGaussian(generated)
    const between = mean.reduce((sum, value, f) => sum + (value - other.mean[f]) ** 2, 0)
    // √Σ₁ Σ₂ √Σ₁ has the eigenvalues of Σ₁ Σ₂, and is symmetric
    const product = this.#root.mmul(other.covariance).mmul(this.#root)
    const overlap = eigen(product).realEigenvalues.reduce((sum, x) => sum + Math.sqrt(Math.max(x, 0)), 0)
    return Math.max(0, between + covariance.trace() + other.covariance.trace() - 2 * overlap)
  }
}

interface Gaussian {
  readonly mean: Float64Array
  readonly covariance: Matrix
}

function fitGaussian({ count, dimensions, values }: Features): Gaussian {
  const mean = new Float64Array(dimensions)
  for (let i = 0; i < values.length; i++) mean[i % dimensions] += values[i] / count
  const centred = Float64Array.from(values, (value, i) => value - mean[i % dimensions])
  const covariance = Matrix.zeros(dimensions, dimensions)
  // column by column: a strided read of one feature at a time, a plain loop that V8 keeps in registers
  const columns = Array.from({ length: dimensions }, (_, f) =>
    Float64Array.from({ length: count }, (_, n) => centred[n * dimensions + f]),
  )
  for (let a = 0; a < dimensions; a++) {
    for (let b = a; b < dimensions; b++) {
      let sum = 0
      for (let n = 0; n < count; n++) sum += columns[a][n] * columns[b][n]
      covariance.set(a, b, sum / (count - 1))
      covariance.set(b, a, sum / (count - 1))
    }
  }
  return { mean, covariance }
}

/** The symmetric square root, of a matrix whose eigenvalues are not negative but for rounding. */
function squareRoot(matrix: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = eigen(matrix)
  const roots = realEigenvalues.map((value) => Math.sqrt(Math.max(value, 0)))
  return eigenvectorMatrix.clone().mulRowVector(roots).mmul(eigenvectorMatrix.transpose())
}

function eigen(matrix: Matrix): EigenvalueDecomposition {
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true })
}
