import type { DensityCoverage } from './density-coverage.ts'
import type { DiscriminatorCheck } from './discriminator-check.ts'
import type { Estimate } from './kid.ts'
import type { Memorisation } from './memorisation.ts'
import type { PrecisionRecall } from './precision-recall.ts'

/** The same numbers for one set of pictures; anchors are measured as the model is. */
export interface Scores extends PrecisionRecall, DensityCoverage {
  /** Of the candidate. */
  readonly name: string
  /** From all its pictures against at most `Protocol.kidReference` training pictures. */
  readonly kid: Estimate
  /** On one matched block. */
  readonly frechet: number
  /** Of models only. */
  readonly memorisation?: Memorisation
}

/** A set of pictures that was measured. */
export interface Candidate {
  readonly name: string
  /** `floor`: real pictures that were not trained on; `anchor`: something that a model must beat. */
  readonly kind: 'model' | 'floor' | 'anchor'
  readonly count: number
  /** How alike its pictures are: mean MS-SSIM of pairs. */
  readonly diversity: Estimate
  /** Share of its pictures on which exactly one face was found; absent where nobody looked. */
  readonly oneFace?: number
}

/** How the numbers were computed: they mean nothing without it. */
export interface Protocol {
  /** Training pictures that KID is computed against. */
  readonly kidReference: number
  /** Pictures on either side for everything that depends on their number: Fréchet distance, precision to coverage. */
  readonly matchedCount: number
  /** Blocks of that many, over which precision, recall, density and coverage are averaged. */
  readonly matchedBlocks: number
  /** Sides of the pictures that MS-SSIM looks at. */
  readonly msSsimScales: readonly number[]
  /** Seeds of the generated pictures. */
  readonly seeds: string
}

/** Everything that `evaluate` measured, as plain data. */
export interface Evaluation {
  readonly format: 'facegan-evaluation'
  readonly formatVersion: 1
  /** Side of a picture in pixels. */
  readonly size: number
  readonly counts: { readonly generated: number; readonly training: number; readonly heldOut: number }
  readonly protocol: Protocol
  /** The model first, then other models, the floor, and the anchors. */
  readonly candidates: readonly Candidate[]
  /** Mean MS-SSIM of pairs of training pictures, beside each candidate's `diversity`. */
  readonly trainingDiversity: Estimate
  readonly spaces: readonly {
    readonly name: string
    readonly dimensions: number
    /** In the order of `candidates`. */
    readonly scores: readonly Scores[]
  }[]
  /** Absent where there is no discriminator. */
  readonly discriminator?: DiscriminatorCheck
  readonly seconds: number
}
