/** What a look at a machine's files says of one device. */
export interface Availability {
  readonly available: boolean
  /** What was found, or what is missing. */
  readonly detail: string
  /** How to get it, where it is missing. */
  readonly hint?: string
}

export function missing(detail: string, hint?: string): Availability {
  return hint === undefined ? { available: false, detail } : { available: false, detail, hint }
}
