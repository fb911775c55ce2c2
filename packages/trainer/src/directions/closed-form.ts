import { InvalidOptionError } from '@facegan/core'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

export interface ClosedFormDirection {
  /** [Z], of length 1; its largest number is positive, for an eigenvector has no sign of its own. */
  readonly vector: number[]
  /** Square of how much the layer's output moves for a step of 1. */
  readonly eigenvalue: number
}

/**
 * SeFa: the directions that move the first layer's output most, by falling eigenvalue of kernel · kernelᵀ. Needs no
 * picture and no label, and knows no names.
 *
 * @param kernel [Z,M] of the generator's first dense layer, row by row
 * @param latentSize Z
 * @param count at most Z
 * @throws InvalidOptionError on a kernel that is no [Z,M]
 * @see Shen & Zhou 2021, arXiv:2007.06600, section 3.2
 */
export function closedFormDirections(
  kernel: Float32Array,
  latentSize: number,
  count: number,
): ClosedFormDirection[] {
  if (kernel.length === 0 || kernel.length % latentSize !== 0)
    throw new InvalidOptionError('kernel', `[${latentSize},M] numbers`, kernel.length)
  const width = kernel.length / latentSize
  const rows = Array.from({ length: latentSize }, (_, i) => kernel.subarray(i * width, (i + 1) * width))
  const gram = new Matrix(rows.map((a) => rows.map((b) => dot(a, b)))) // [Z,Z]
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true })
  return realEigenvalues
    .map((eigenvalue, i) => ({ eigenvalue, vector: facingForward(eigenvectorMatrix.getColumn(i)) }))
    .toSorted((a, b) => b.eigenvalue - a.eigenvalue)
    .slice(0, count)
}

function facingForward(vector: number[]): number[] {
  const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0)
  const length = Math.hypot(...vector) * Math.sign(largest)
  return vector.map((value) => value / length)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
