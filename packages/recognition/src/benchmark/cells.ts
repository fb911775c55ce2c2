import type { Verification } from '../protocols/roc.ts'

/** One method on one closed-set split. Shares are in [0, 1]. */
export interface ClosedCell {
  readonly kind: 'closed'
  /** Pictures learned from and tested. */
  readonly train: number
  readonly test: number
  /** Test pictures whose nearest person is the right one. */
  readonly correct: number
  /** [20 at most] shares of test pictures whose person is among the nearest 1, 2, 3 … */
  readonly cmc: readonly number[]
  /**
   * Rank 1 of the pictures learned from, of methods that answer by a network. Null for those that look for the nearest
   * known picture: each of these would find itself.
   */
  readonly trainingRank1: number | null
  /** Over all pairs of test pictures; null where there are not both kinds of pairs. */
  readonly verification: Verification | null
  /** Detection and identification rate at a false alarm rate of 1 %. */
  readonly detected: number
  /** CPU seconds to learn, of all threads, and CPU milliseconds a test picture; features included. */
  readonly trainSeconds: number
  readonly testMs: number
  /** Wall-clock, of the whole cell. */
  readonly seconds: number
}

/** One method on one open-set split: verification of strangers. */
export interface OpenCell {
  readonly kind: 'open'
  readonly train: number
  readonly test: number
  readonly verification: Verification
  readonly seconds: number
}

/** What the training pictures alone say of one method. */
export interface ChoiceCell {
  readonly kind: 'choice'
  /** Rank 1 of pictures held out of training. */
  readonly rank1: number
  /** Area under the ROC of these pictures against people, to tell methods apart where rank 1 does not. */
  readonly auc: number
  readonly tested: number
  readonly seconds: number
}

export type BenchmarkCell = ClosedCell | OpenCell | ChoiceCell
