import type { MeanInterval } from '../statistics/mean-interval.ts'
import type { ClosedCell, OpenCell } from './cells.ts'

/** All that a benchmark measured, with its means. Shares are in [0, 1]. */
export interface BenchmarkReport {
  /** ISO 8601. */
  readonly created: string
  readonly seeds: number
  readonly methods: readonly MethodReport[]
  readonly sets: readonly SetReport[]
}

export interface MethodReport {
  readonly name: string
  readonly title: string
  readonly source: string
  /** Learned from other people's pictures, elsewhere: it is in no contest with the others. */
  readonly pretrained: boolean
}

export interface SetReport {
  readonly name: string
  /** Fingerprint of the faces. */
  readonly data: string
  readonly people: number
  readonly pictures: number
  readonly size: number
  /** Null: all. */
  readonly testPerPerson: number | null
  readonly columns: readonly ColumnReport[]
  /** Verification of strangers; null where it was not asked for. */
  readonly open: readonly OpenRow[] | null
}

/** One set, and one number of pictures to learn from. */
export interface ColumnReport {
  readonly perPerson: number
  readonly train: number
  readonly test: number
  readonly rows: readonly ClosedRow[]
  /** Among methods that are not pretrained; null where none of them could be measured. */
  readonly toldApart: ToldApart | null
  /** The method that the training pictures chose, seed by seed, pretrained ones apart; null where none was asked for. */
  readonly chosen: ChosenRow | null
}

export interface ClosedRow {
  readonly method: string
  readonly rank1: MeanInterval
  readonly rank5: MeanInterval
  /** Null for methods that look for the nearest known picture. */
  readonly trainingRank1: MeanInterval | null
  readonly detected: MeanInterval
  readonly verification: VerificationMeans | null
  readonly trainSeconds: number
  readonly testMs: number
  /** [seeds] */
  readonly cells: readonly ClosedCell[]
}

export interface ChosenRow extends ClosedRow {
  readonly folds: number
  /** [seeds] names of methods */
  readonly picks: readonly string[]
}

export interface OpenRow {
  readonly method: string
  readonly verification: VerificationMeans
  readonly cells: readonly OpenCell[]
}

export interface VerificationMeans {
  readonly auc: MeanInterval
  readonly eer: MeanInterval
  /** True accept rates at false accept rates of 1 % and .1 %. */
  readonly accepted01: MeanInterval
  readonly accepted001: MeanInterval
}

/** Which row of a column is best, and which others may be as good. */
export interface ToldApart {
  readonly best: string
  /** Methods whose rank 1 the seeds cannot tell from the best one's; null where there are too few seeds to tell any. */
  readonly asGood: readonly string[] | null
}
