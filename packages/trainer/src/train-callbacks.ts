import type { TrainingCost } from './cost.ts'
import type { LoadProgress } from './data/load-progress.ts'
import type { EvaluationLine } from './run/run-evaluator.ts'
import type { LogLine } from './run/run-log.ts'

/** Who watches a run, and may stop it. All are called on the thread that trains: between steps, never inside one. */
export interface TrainCallbacks {
  /** Now and then while many pictures load, before the first step. */
  readonly onLoading?: ((progress: LoadProgress) => void) | undefined
  /** What a new run will take, measured before its first step; that takes a few seconds, where this is given. */
  readonly onCost?: ((cost: TrainingCost) => void) | undefined
  /** Every 20 steps, with the line that is in the log then. */
  readonly onProgress?: ((progress: TrainProgress) => void) | undefined
  /** Every `evaluateEveryKimg`. */
  readonly onEvaluation?: ((line: EvaluationLine) => void) | undefined
  /** Things to know that are no errors: skipped pictures, a resumed step; warnings: a damaged checkpoint, a collapse. */
  readonly onMessage?: ((message: string, kind?: 'warning') => void) | undefined
  /**
   * Stops after the step under way, with a checkpoint: no error, `stoppedBy` is `'signal'`. While pictures are still
   * read there is nothing to keep: the promise rejects with `signal.reason`.
   */
  readonly signal?: AbortSignal | undefined
}

/** A log line with what is still to come. */
export interface TrainProgress extends LogLine {
  /** Estimated seconds to the nearest limit; Infinity where there is none. */
  readonly secondsLeft: number
  /** How much of that is done, in [0, 1]. */
  readonly share: number
  /** Of this session; undefined before the first checkpoint of a run. */
  readonly secondsSinceCheckpoint: number | undefined
}
