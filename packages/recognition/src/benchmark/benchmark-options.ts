import { InvalidOptionError } from '@facegan/core'
import type { Cells } from '../cells/cells.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import type { Recogniser } from '../recogniser.ts'
import type { BenchmarkCell } from './cells.ts'

/** Faces to measure on, and how they are split. */
export interface BenchmarkSet {
  /** As tables name it. */
  readonly name: string
  readonly faces: LabelledFaces
  /** Pictures of each person to learn from: a column for each number. */
  readonly perPerson: readonly number[]
  /** At most so many of each person's other pictures are tested. @default all of them */
  readonly testPerPerson?: number | undefined
}

export interface BenchmarkOptions {
  readonly sets: readonly BenchmarkSet[]
  readonly methods: readonly Recogniser[]
  /** Seeds from 0 up, each a split of its own. */
  readonly seeds: number
  /** Whether to verify strangers too: learned from even people, tried on odd ones. @default false */
  readonly openSet?: boolean | undefined
  /** Folds in which each method is tried on its training pictures, to choose one by; 0 chooses none. @default 0 */
  readonly chooseFolds?: number | undefined
  /** Where finished cells are kept, and taken from. @default in memory */
  readonly cells?: Cells<BenchmarkCell> | undefined
  /** Stops between cells, and inside methods that take long; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: BenchmarkProgress) => void) | undefined
  /** Once, as soon as every method was measured once: what all of it will cost. */
  readonly onEstimate?: ((estimate: BenchmarkEstimate) => void) | undefined
  /** A method that some pictures are too few for: its cell stays empty. */
  readonly onMessage?: ((message: string) => void) | undefined
}

export interface BenchmarkProgress {
  readonly done: number
  readonly total: number
  /** What it is at: `orl39, 3 a person, seed 4: lbp-lda`. */
  readonly current: string
  /** How far that is, 0 to 1, where the method tells. */
  readonly share?: number | undefined
  /** Wall-clock; undefined until every method was measured once. */
  readonly secondsLeft?: number | undefined
}

export interface BenchmarkEstimate {
  /** Cells in all, and those of an earlier run among them. */
  readonly total: number
  readonly kept: number
  /** Wall-clock, from here on. */
  readonly secondsLeft: number
}

export function checkBenchmarkOptions({ sets, methods, seeds, chooseFolds = 0 }: BenchmarkOptions): void {
  if (sets.length === 0) throw new InvalidOptionError('sets', 'one set of faces at least', 'none')
  if (methods.length === 0) throw new InvalidOptionError('methods', 'one method at least', 'none')
  if (!Number.isInteger(seeds) || seeds < 1)
    throw new InvalidOptionError('seeds', 'a whole number from 1 up', seeds)
  if (!Number.isInteger(chooseFolds) || chooseFolds < 0)
    throw new InvalidOptionError('chooseFolds', 'a whole number from 0 up', chooseFolds)
  for (const { name, perPerson } of sets)
    if (perPerson.length === 0)
      throw new InvalidOptionError('perPerson', `one number at least for ${name}`, 'none')
}
