import { statelessNormal, tf } from '@facegan/tfjs-native'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** Principal components of pictures: pixels are about mean + coordinates · componentsᵀ. Dispose with `tf.dispose`. */
export type PixelPca = {
  /** [1,D] in [-1, 1], D = H * W * 3 */
  readonly mean: tf.Tensor2D
  /** [D,K], orthonormal columns, largest variance first */
  readonly components: tf.Tensor2D
  /** K standard deviations of the coordinates, falling. */
  readonly deviations: number[]
}

/** Directions beyond the wanted ones, which make the last wanted ones exact. */
const oversampling = 16
const iterations = 4
const picturesPerBlock = 512
/** Below this share of the largest eigenvalue float32 holds only noise. */
const rankTolerance = 1e-6
/** Of the start; the result hardly depends on it. */
const startSeed = 1933

/**
 * Fits at most `components` principal components by randomised subspace iteration. Deterministic; at most N-1 come
 * back, fewer where the pictures span less.
 *
 * @param pixels [N,H,W,3] levels, N >= 2
 * @param image values a picture: H * W * 3
 * @see Halko, Martinsson & Tropp 2011, arXiv:0909.4061, algorithm 4.4
 */
export function fitPixelPca(pixels: Uint8Array, image: number, components: number): PixelPca {
  const count = pixels.length / image
  return tf.tidy(() => {
    const mean = tf.div<tf.Tensor2D>(
      sumBlocks(pixels, image, (block) => tf.sum(block, 0, true)),
      count,
    ) // [1,D]
    const directions = Math.min(components + oversampling, count - 1, image)
    let fit = orthonormal(statelessNormal([image, directions], [startSeed, 0]) as tf.Tensor2D)
    for (let i = 0; i < iterations; i++) {
      const before = fit
      fit = tf.tidy(() => iterate(pixels, image, mean, before.basis))
      before.basis.dispose()
    }
    const kept = Math.min(components, fit.eigenvalues.length)
    const deviations = fit.eigenvalues.slice(0, kept).map((value) => Math.sqrt(value / (count - 1)))
    return { mean, components: tf.slice(fit.basis, [0, 0], [image, kept]), deviations }
  })
}

/** @returns coordinates [N,K] of pictures */
export function projectOnPca(
  pixels: Uint8Array,
  image: number,
  { mean, components }: Pick<PixelPca, 'mean' | 'components'>,
): tf.Tensor2D {
  return tf.tidy(() => {
    const parts = blocksOf(pixels, image).map((block) =>
      tf.tidy(
        () => tf.matMul(tf.sub<tf.Tensor2D>(tensorOfBlock(block, image), mean), components) as tf.Tensor2D,
      ),
    )
    return tf.concat2d(parts, 0)
  })
}

type Orthonormal = {
  /** Orthonormal columns that span the same as the matrix's did. */
  basis: tf.Tensor2D
  /** Of matrixᵀ · matrix, falling. */
  eigenvalues: number[]
}

/** basis -> coordinates -> basis; orthonormal both times, or float32 would lose the small directions to the large. */
function iterate(pixels: Uint8Array, image: number, mean: tf.Tensor2D, basis: tf.Tensor2D) {
  const { basis: coordinates } = orthonormal(projectOnPca(pixels, image, { mean, components: basis })) // [N,K]
  let row = 0
  const next = sumBlocks(pixels, image, (block) => {
    const part = tf.slice(coordinates, [row, 0], [block.shape[0], -1])
    row += block.shape[0]
    return tf.matMul(tf.sub(block, mean), part, true, false)
  }) // [D,K]
  return orthonormal(next)
}

/** Through the eigenvectors of matrixᵀ · matrix, so that columns come out by falling size and dependent ones drop out. */
function orthonormal(matrix: tf.Tensor2D): Orthonormal {
  return tf.tidy(() => {
    const gram = new Matrix(tf.matMul(matrix, matrix, true, false).arraySync() as number[][])
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, {
      assumeSymmetric: true,
    })
    const falling = realEigenvalues.map((value, i) => ({ value, i })).toSorted((a, b) => b.value - a.value)
    const kept = falling.filter(({ value }) => value > falling[0].value * rankTolerance)
    const rotation = Matrix.zeros(gram.rows, Math.max(kept.length, 1))
    kept.forEach(({ value, i }, column) => {
      for (let row = 0; row < gram.rows; row++)
        rotation.set(row, column, eigenvectorMatrix.get(row, i) / Math.sqrt(value))
    })
    const basis = tf.matMul(matrix, tf.tensor2d(rotation.to2DArray())) as tf.Tensor2D
    return { basis, eigenvalues: kept.length > 0 ? kept.map(({ value }) => value) : [0] }
  })
}

function blocksOf(pixels: Uint8Array, image: number): Uint8Array[] {
  const bytes = picturesPerBlock * image
  return Array.from({ length: Math.ceil(pixels.length / bytes) }, (_, i) =>
    pixels.subarray(i * bytes, (i + 1) * bytes),
  )
}

/** [N,D] in [-1, 1] */
function tensorOfBlock(block: Uint8Array, image: number): tf.Tensor2D {
  const levels = tf.tensor2d(Float32Array.from(block), [block.length / image, image])
  return tf.sub(tf.div(levels, 127.5), 1)
}

/** Sum over blocks of what a function makes of each; one block in memory at a time. */
function sumBlocks(pixels: Uint8Array, image: number, of: (block: tf.Tensor2D) => tf.Tensor2D): tf.Tensor2D {
  let sum: tf.Tensor2D | undefined
  for (const block of blocksOf(pixels, image)) {
    const before = sum
    sum = tf.tidy(() => {
      const part = of(tensorOfBlock(block, image))
      return before ? tf.add(before, part) : part
    })
    before?.dispose()
  }
  return sum!
}
