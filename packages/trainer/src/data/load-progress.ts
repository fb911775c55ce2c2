export interface LoadProgress {
  /** Files read so far. */
  readonly done: number
  /** Files in all, where that can be told: a tar tells only once its pictures are in the cache. */
  readonly total: number | undefined
}

const filesPerReport = 256
const msPerReport = 500

/** Reports now and then: often enough to watch, and never for a set that loads at once. */
export class LoadReports {
  readonly #total: number | undefined
  readonly #report: (progress: LoadProgress) => void
  #done = 0
  #reported = 0
  #reportedAt = performance.now()

  constructor(total: number | undefined, report: (progress: LoadProgress) => void) {
    this.#total = total
    this.#report = report
  }

  /** One more file is read. */
  next(): void {
    this.#done++
    if (this.#done % filesPerReport === 0 || performance.now() - this.#reportedAt >= msPerReport) this.#tell()
  }

  /** All are. */
  end(): void {
    if (this.#reported > 0 && this.#reported < this.#done) this.#tell()
  }

  #tell(): void {
    this.#reported = this.#done
    this.#reportedAt = performance.now()
    this.#report({ done: this.#done, total: this.#total })
  }
}
