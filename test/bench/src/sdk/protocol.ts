import type { Timing } from '../worker.ts'

/** The first line of a contestant. */
export interface SdkHello {
  readonly versions: Readonly<Record<string, string>>
}

/** Its answer to `batch-N`, where a step is one batch. */
export interface SdkTurn extends Timing {
  /** Mean level of the last batch's pixels, 0 to 255: whoever draws the same faces has the same. */
  readonly meanLevel: number
}

/** `batch-16` -> 16 */
export const batchOf = (variant: string): number => Number(/^batch-(\d+)$/.exec(variant)?.[1])
/** All contestants draw the faces of these seeds, over and over. */
export const seedsOf = (batch: number): number[] => Array.from({ length: batch }, (_, seed) => seed)
