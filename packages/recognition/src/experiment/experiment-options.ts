import type { Cells } from '../cells/cells.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import type { Arm } from './arms.ts'
import type { FaceSource } from './face-source.ts'
import type { ArmCell } from './train-task.ts'

/** Faces of known people, and how they are split. */
export interface ExperimentSet {
  /** As tables name it. */
  readonly name: string
  readonly faces: LabelledFaces
  /** Pictures of each person to learn from: a design for each number. */
  readonly perPerson: readonly number[]
  /** At most so many of each person's other pictures are tested. @default all of them */
  readonly testPerPerson?: number | undefined
}

/** Of the options below. */
export const experimentDefaults = { seeds: 10, ownGanKimg: 20 } as const

export interface ExperimentOptions {
  readonly sets: readonly ExperimentSet[]
  /** Ways to train; the first is what the others are compared with. @default all that the other options allow */
  readonly arms?: readonly Arm[] | undefined
  /** The generator whose faces are tried; arms that need one are left out without it. */
  readonly generator?: FaceSource | undefined
  /** Photographs of people in none of the sets, aligned as they are; labels mean nothing. */
  readonly others?: LabelledFaces | undefined
  /** People whom no network was trained on, two pictures each at least, for verification. */
  readonly unseen?: LabelledFaces | undefined
  /** Seeds from 0 up: splits, and the chance in training. @default 10 */
  readonly seeds?: number | undefined
  /** Of each network, in every arm. @default 800 */
  readonly steps?: number | undefined
  /** Thousands of pictures that a split's own GAN is shown. @default 20 */
  readonly ownGanKimg?: number | undefined
  /** Networks that learn at once. @default as many as there are cores, and memory for: 3 GiB each */
  readonly jobs?: number | undefined
  /** Where finished cells are kept, and taken from. @default in memory */
  readonly cells?: Cells<ArmCell> | undefined
  /** Trains nothing: reports what `cells` holds, of seeds of which every arm is there. @default false */
  readonly onlyFinished?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: ExperimentProgress) => void) | undefined
}

export interface ExperimentProgress {
  readonly done: number
  readonly total: number
  /** What was finished last, or is being made ready: `lfw62, 5 a person, seed 4: outliers-generated`. */
  readonly current: string
  /** Wall-clock; undefined until a network was trained. */
  readonly secondsLeft: number | undefined
}
