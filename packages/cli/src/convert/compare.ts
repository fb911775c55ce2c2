/** How far an output of the converted model is from the original's. */
export interface OutputDifference {
  readonly name: string
  readonly shape: readonly number[]
  /** Largest and mean absolute difference. */
  readonly largest: number
  readonly mean: number
  /** What the largest difference may be: the tolerance times the largest output, or times 1. */
  readonly allowed: number
  /** Of pixels: largest distance from the levels of the original's numbers; the share of levels that differ at all. */
  readonly levels?: { readonly largest: number; readonly differing: number }
}

export interface NamedOutput {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}

/**
 * Compares an output number by number. A NaN on either side, and another shape, are infinitely far away.
 *
 * @param tolerance relative to the largest expected output, at least to 1
 */
export function compareOutput(
  expected: NamedOutput,
  actual: NamedOutput,
  tolerance: number,
): OutputDifference {
  const { name, shape } = actual
  const same = expected.shape.length === shape.length && expected.shape.every((size, i) => size === shape[i])
  let largest = same ? 0 : Infinity
  let sum = 0
  let scale = 1
  const count = same ? expected.values.length : 0
  for (let i = 0; i < count; i++) {
    const difference = Math.abs(expected.values[i]! - actual.values[i]!)
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
    sum += difference
    scale = Math.max(scale, Math.abs(expected.values[i]!) || 0)
  }
  const mean = same ? sum / Math.max(1, count) : Infinity
  return { name, shape, largest, mean, allowed: tolerance * scale }
}
