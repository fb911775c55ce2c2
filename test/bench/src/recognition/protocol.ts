import type { SplitIndices } from '@facegan/recognition'
import type { Timing } from '../worker.ts'

/** The first line of a contestant. */
export interface RecognitionHello {
  readonly versions: Readonly<Record<string, string>>
}

/** One method on one split. */
export interface RecognitionTurn extends Timing {
  readonly trainCpuSeconds: number
  /** Of one picture, features included. */
  readonly testCpuMilliseconds: number
  /** Share of test pictures given their own name. */
  readonly accuracy: number
}

/** What contestants are handed: `people.json` in a folder, beside it the grey levels, [N,size,size], as `levels.bin`. */
export interface RecognitionTask {
  readonly size: number
  readonly labels: readonly number[]
  readonly people: readonly string[]
  /** One for each round. */
  readonly splits: readonly SplitIndices[]
}
