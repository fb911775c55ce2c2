import { studentQuantile } from './student-t.ts'

/** A mean over seeds, and how far to trust it. */
export interface MeanInterval {
  readonly count: number
  readonly mean: number
  /** Sample standard deviation, of one value; NaN where there is one alone. */
  readonly deviation: number
  /** The interval that holds the true mean with the asked confidence, by Student's t; NaN where there is one value. */
  readonly low: number
  readonly high: number
}

/**
 * @param values one for each seed
 * @param confidence in (0, 1). @default .95
 */
export function meanInterval(values: readonly number[], confidence = 0.95): MeanInterval {
  const count = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (count - 1)) // NaN for one value: 0 / 0
  const reach = count > 1 ? studentQuantile(confidence, count - 1) * (deviation / Math.sqrt(count)) : NaN
  return { count, mean, deviation, low: mean - reach, high: mean + reach }
}
