import type { Timing } from '../worker.ts'

/** The first line of a contestant. */
export interface TrainerHello {
  readonly versions: Readonly<Record<string, string>>
  /** Weights and running statistics. */
  readonly parameters: { readonly generator: number; readonly discriminator: number }
  /** Ways to do the same step. */
  readonly variants: readonly string[]
}

export interface TrainerTurn extends Timing {
  /** Of the last step; null where it is no number. */
  readonly lossD: number | null
  readonly lossG: number | null
}
