/** One line of `facegan doctor`. */
export interface Finding {
  readonly subject: string
  readonly ok: boolean
  /** What was found, or what is wrong. */
  readonly detail: string
  /** What to do about it; left out where nothing can be done on this machine. */
  readonly hint?: string | undefined
  /** The measured number of detail, where there is one. */
  readonly facesPerSecond?: number
}
