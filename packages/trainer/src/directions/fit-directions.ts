import { Matrix, pseudoInverse, solve } from 'ml-matrix'

export interface FittedDirection {
  /** [Z], of length 1. */
  readonly vector: number[]
  /** Of the place along it with the label's normal score, on the faces held out from the fit. */
  readonly correlation: number
  /** Of the whole regression with the same: how much of the label z tells at all. */
  readonly fit: number
}

/** Every so-manyth face is held out. */
const heldOutEvery = 5

/**
 * One direction a label, by ridge regression of the labels on z. A step along one leaves the others' regressions where
 * they are: the directions are the dual basis of the coefficients, not these themselves, which share whatever the
 * labels share (older faces that smile more, say).
 *
 * The ridge is Z, as if the data had Z more faces at 0: the best weight for coefficients that explain half of a label.
 *
 * @param latents [N,Z] row by row
 * @param scores for each label the normal scores of N faces
 * @see Hoerl & Kennard 1970, "Ridge regression"; Shen et al. 2020, arXiv:1907.10786, section 3.3, on conditioning
 */
export function fitDirections(
  latents: Float32Array,
  latentSize: number,
  scores: readonly (readonly number[])[],
): FittedDirection[] {
  if (scores.length === 0) return []
  const rows = Array.from({ length: latents.length / latentSize }, (_, n) =>
    Array.from(latents.subarray(n * latentSize, (n + 1) * latentSize)),
  )
  const z = new Matrix(rows.filter(isFitted)) // [N,Z]
  const y = new Matrix(scores.map((label) => label.filter(isFitted))).transpose() // [N,K]
  const gram = z.transpose().mmul(z).add(Matrix.eye(latentSize).mul(latentSize)) // [Z,Z]
  const coefficients = solve(gram, z.transpose().mmul(y)) // [Z,K]
  const duals = pseudoInverse(coefficients) // [K,Z]
  const heldOut = rows.filter(isHeldOut)
  return scores.map((label, k) => {
    const vector = unit(duals.getRow(k))
    const actual = label.filter(isHeldOut)
    const correlationAlong = (direction: readonly number[]) =>
      correlation(
        heldOut.map((row) => dot(row, direction)),
        actual,
      )
    return {
      vector,
      correlation: correlationAlong(vector),
      fit: correlationAlong(coefficients.getColumn(k)),
    }
  })
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}

function isHeldOut(_: unknown, n: number): boolean {
  return n % heldOutEvery === 0
}

function isFitted(_: unknown, n: number): boolean {
  return n % heldOutEvery !== 0
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

/** Pearson's; 0 where one of the two does not vary. */
function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [squareA, squareB, product] = [0, 0, 0]
  a.forEach((value, i) => {
    squareA += (value - meanA) ** 2
    squareB += (b[i] - meanB) ** 2
    product += (value - meanA) * (b[i] - meanB)
  })
  return squareA * squareB === 0 ? 0 : product / Math.sqrt(squareA * squareB)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
