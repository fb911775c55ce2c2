import type { SyntheticLabel } from './label.ts'
import type { PixelDifference } from './compare-pixels.ts'

/**
 * - `same`: the file shows what its label claims
 * - `different`: it shows something else, has another size, or claims what the model cannot do
 * - `no-label`: it claims nothing that could be checked
 * - `other-model`: its label names another model than the one loaded
 * - `not-verifiable`: an animation, or a sheet of faces made in various ways
 * - `unreadable`: missing, damaged, or no PNG, WebP or JPEG
 */
export type Verdict = 'same' | 'different' | 'no-label' | 'other-model' | 'not-verifiable' | 'unreadable'

export interface Verification {
  readonly verdict: Verdict
  /** The same as one clause. */
  readonly detail: string
  /** What the file claims. */
  readonly label?: SyntheticLabel
  /** Between the file and what the model makes of its label. */
  readonly difference?: PixelDifference
}
