/** Counts what the panel shows: measured here, in this visit. */
export function createFacts() {
  let move: string | undefined
  const listeners: (() => void)[] = []
  let firstFaceMs: number | undefined
  let faces = 0
  let busyMs = 0
  let busySince: number | undefined

  return {
    /** From the start of the page to the first face drawn. */
    firstFaceMs: () => firstFaceMs,
    /** While the wall is being filled; undefined before it is. */
    facesPerSecond(): number | undefined {
      const ms = busyMs + (busySince === undefined ? 0 : performance.now() - busySince)
      return faces > 0 ? (faces * 1000) / ms : undefined
    },
    /** Why the network runs where it does now, if it began elsewhere. */
    move: () => move,
    onChange(listener: () => void): void {
      listeners.push(listener)
    },
    moved(detail: string): void {
      move = detail
      for (const listener of listeners) listener()
    },
    drawn(): void {
      faces++
      firstFaceMs ??= performance.now()
    },
    filling(): void {
      busySince = performance.now()
    },
    filled(): void {
      busyMs += performance.now() - busySince!
      busySince = undefined
      for (const listener of listeners) listener()
    },
  }
}

export type Facts = ReturnType<typeof createFacts>
