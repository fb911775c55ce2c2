import type { Evaluation } from '@facegan/trainer'

/** An evaluation, and what it is of. */
export interface Report {
  readonly model: { readonly name: string; readonly sha256: string; readonly kimg?: number | undefined }
  /** Last parts of the paths. */
  readonly data: { readonly training: readonly string[]; readonly heldOut: readonly string[] }
  /** ISO 8601. */
  readonly created: string
  readonly evaluation: Evaluation
}
