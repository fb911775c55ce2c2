import type { FaceNumbers } from './draw-faces.ts'
import type { Runner } from './face-maker.ts'

/** What the present device was asked last, and its answer. */
export interface LastBatch {
  readonly numbers: FaceNumbers
  readonly count: number
  readonly pixels: Uint8ClampedArray
}

export interface Verdict {
  readonly faster: boolean
  /** One sentence with the numbers. */
  readonly detail: string
}

/** A device that is not clearly faster is not worth the move. */
const worthwhile = 1.2
const timedRuns = 5

/**
 * Lets a device make the last batch again: the faces must be the same, within the one level that devices may differ
 * by, and must come faster. The first run, which compiles shaders and fills caches, is not timed.
 *
 * @param rate faces a second of the present device
 * @param now milliseconds on the clock that `rate` was taken with
 * @throws what the run throws
 */
export async function compareDevices(
  candidate: Runner,
  batch: LastBatch,
  rate: number,
  now: () => number,
): Promise<Verdict> {
  const { numbers, count } = batch
  const levels = largestDifference(await candidate.run(numbers, count), batch.pixels)
  if (levels > 1)
    return { faster: false, detail: `it draws other faces: pixels differ by up to ${levels} levels` }
  let fastestMs = Infinity
  for (let run = 0; run < timedRuns; run++) {
    const begun = now()
    await candidate.run(numbers, count)
    fastestMs = Math.min(fastestMs, now() - begun)
    if (count / (fastestMs / 1000) < rate / 4) break // hopeless: leave the machine to the work
  }
  const candidateRate = count / (fastestMs / 1000)
  const detail = `in a trial of batches of ${count} it made ${show(candidateRate)} faces a second, against ${show(rate)}`
  return { faster: candidateRate > worthwhile * rate, detail }
}

function show(rate: number): string {
  return rate.toLocaleString('en', { maximumSignificantDigits: 3 })
}

function largestDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  if (a.length !== b.length) return 255
  return a.reduce((largest, level, i) => Math.max(largest, Math.abs(level - b[i])), 0)
}
