import { InvalidOptionError } from '@facegan/core'
import type { Estimate } from './kid.ts'

/** How long a run has gone without getting better. Plain data: it can be kept in a checkpoint. */
export interface Patience {
  /** Evaluations without progress after which the run counts as converged. */
  readonly limit: number
  /** The last KID that was clearly better than the one before it. */
  readonly best: Estimate | undefined
  /** Evaluations since then. */
  readonly waited: number
  /** waited >= limit */
  readonly converged: boolean
}

/** @param limit integer >= 1, or Infinity for never @throws InvalidOptionError */
export function newPatience(limit: number): Patience {
  if (limit !== Infinity && (!Number.isInteger(limit) || limit < 1))
    throw new InvalidOptionError('patience', 'a whole number from 1 up', limit)
  return { limit, best: undefined, waited: 0, converged: false }
}

/**
 * Patience after one more evaluation. Only a KID below the best by more than the best's standard error is progress:
 * less may be chance. Small steps add up, for the best stays where it is until they have passed that error together.
 */
export function afterEvaluation(patience: Patience, kid: Estimate): Patience {
  const { limit, best } = patience
  const progress =
    Number.isFinite(kid.value) && (best === undefined || kid.value < best.value - best.standardError)
  const waited = progress ? 0 : patience.waited + 1
  return { limit, best: progress ? kid : best, waited, converged: waited >= limit }
}
