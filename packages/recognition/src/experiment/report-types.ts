import type { MeanInterval } from '../statistics/mean-interval.ts'
import type { PairedComparison } from '../statistics/paired-comparison.ts'
import type { Arm } from './arms.ts'
import type { Claim, OutcomeName } from './outcomes.ts'

/** One arm's difference from the baseline on the same seeds. */
export interface ArmDifference {
  readonly difference: MeanInterval
  /** Exact sign-flip test of this comparison alone. */
  readonly pValue: number
  /** Corrected by Holm for all arms of the design, in this outcome. */
  readonly corrected: number
}

export interface ArmReport {
  readonly arm: string
  readonly title: string
  readonly about: string
  readonly kind: Arm['kind']
  readonly outcomes: Readonly<Partial<Record<OutcomeName, MeanInterval>>>
  /** Left out for the baseline. */
  readonly differences?: Readonly<Partial<Record<OutcomeName, ArmDifference>>>
}

/** One set with one number of pictures a person. */
export interface DesignReport {
  readonly set: string
  readonly perPerson: number
  readonly people: number
  /** Seeds of which every arm is there. */
  readonly seeds: number
  /** None where there are fewer than two seeds: nothing can be said of chance. */
  readonly arms: readonly ArmReport[]
  readonly verdicts: readonly Verdict[]
}

export interface ExperimentReport {
  /** Of each network. */
  readonly steps: number
  readonly designs: readonly DesignReport[]
  /** CPU time of all networks. */
  readonly cpuSeconds: number
}

/** What one design says of one claim. */
export interface Verdict {
  readonly claim: Claim
  /** The outcome that decides, named before anything was measured. */
  readonly outcome: OutcomeName
  /**
   * `supported`: an arm with a GAN's faces is better beyond chance than the baseline, and than the best control.
   * `control`: it is better than the baseline, but not beyond chance than a control. `against`: none is better, the best included, and some are
   * worse beyond chance. `open`: none is better beyond chance, and either the best looks better or none is worse beyond chance.
   */
  readonly finding: 'supported' | 'control' | 'against' | 'open'
  /** The best arm with a GAN's faces, and the best control. */
  readonly best: string | undefined
  readonly bestControl: string | undefined
  /** The first less the second, seed by seed; not corrected, for it is one comparison. */
  readonly overControl?: PairedComparison
}
