/** What every bench can be asked. */
export interface BenchOptions {
  readonly rounds: number
  /** One of its workloads; all of them where left out. */
  readonly only: string | undefined
  /** Sets of pictures, for benches that need some. */
  readonly data: readonly string[]
  /** Progress, for people. */
  readonly say: (message: string) => void
}

/** One subcommand of `pnpm bench`. */
export interface Bench {
  readonly summary: string
  readonly run: (options: BenchOptions) => Promise<{ readonly markdown: string; readonly results: unknown }>
}
