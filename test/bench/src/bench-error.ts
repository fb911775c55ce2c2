import { FaceganError } from '@facegan/core'

type BenchErrorCode = 'BENCH_WORKER_DIED' | 'BENCH_NOT_COMPARABLE' | 'BENCH_INSTALL_FAILED'

/** A bench cannot start, or what it timed cannot be compared. */
export class BenchError extends FaceganError {
  constructor(code: BenchErrorCode, message: string, hint: string) {
    super(code, message, { hint })
  }
}
