import { InvalidOptionError } from '@facegan/core'
import { meanInterval, type MeanInterval } from './mean-interval.ts'

/** By how much one way beats another on the same seeds. */
export interface PairedComparison {
  /** Of the differences, `after - before`. */
  readonly difference: MeanInterval
  /** Two-sided, exact: 2 / 2^n is the smallest that n seeds can give. */
  readonly pValue: number
}

/**
 * Two ways on the same seeds: the mean difference with its interval, and how likely a mean as far from 0 is where each
 * difference might as well have the other sign.
 *
 * @param before, after one value for each seed, in the same order
 * @throws InvalidOptionError for lists of two lengths, none, or more than 20
 * @see Fisher 1935, "The Design of Experiments", 21; all 2^n signs are tried, nothing is drawn
 */
export function comparePaired(
  before: readonly number[],
  after: readonly number[],
  confidence?: number,
): PairedComparison {
  if (before.length !== after.length || before.length === 0 || before.length > mostSeeds)
    throw new InvalidOptionError(
      'before, after',
      `two lists of one length, 1 to ${mostSeeds}`,
      `${before.length} and ${after.length} values`,
    )
  const differences = after.map((value, seed) => value - before[seed])
  return { difference: meanInterval(differences, confidence), pValue: signFlipPValue(differences) }
}

/** A million sums. */
const mostSeeds = 20

/** The first sign may stay as it is: a flip of all is as far from 0. */
function signFlipPValue([first, ...rest]: readonly number[]): number {
  const size = [first, ...rest].reduce((sum, value) => sum + Math.abs(value), 0)
  // sums that differ in rounding alone are the same
  const threshold = Math.abs(rest.reduce((sum, value) => sum + value, first)) - 1e-9 * size
  const count = (sum: number, from: number): number =>
    from === rest.length
      ? Number(Math.abs(sum) >= threshold)
      : count(sum + rest[from], from + 1) + count(sum - rest[from], from + 1)
  return count(first, 0) / 2 ** rest.length
}
