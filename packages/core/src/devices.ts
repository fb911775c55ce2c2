/** One line of `probeDevices()`. */
export interface DeviceReport<D extends string = string> {
  readonly device: D
  readonly available: boolean
  /** What was found, or what is missing. */
  readonly detail: string
  /** How to get it, where it is missing. */
  readonly hint?: string
  /** Offered, but never run by the makers of this package; `'auto'` does not choose it. */
  readonly untested?: true
}
