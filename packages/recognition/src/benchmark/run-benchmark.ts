import { setImmediate as nextTurn } from 'node:timers/promises'
import { useNativeBackend } from '@facegan/tfjs-native'
import { openCells } from '../cells/cells.ts'
import { RecognitionDataError } from '../errors.ts'
import { openSetSplitOf } from '../protocols/open-set-split.ts'
import { splitOf } from '../protocols/split.ts'
import { checkBenchmarkOptions, type BenchmarkOptions } from './benchmark-options.ts'
import type { BenchmarkReport } from './benchmark-report.ts'
import type { BenchmarkCell } from './cells.ts'
import { Estimator } from './estimate.ts'
import { jobsOf, markSets, type Job } from './jobs.ts'
import { reportOf } from './make-report.ts'

/**
 * Measures every method on every set, for every number of pictures to learn from and every seed. Each such cell is kept
 * in `cells` as soon as it is done, and taken from there where it is.
 *
 * @throws RecognitionDataError for people with too few pictures, before anything is measured; InvalidOptionError
 */
export async function runBenchmark(options: BenchmarkOptions): Promise<BenchmarkReport> {
  checkBenchmarkOptions(options)
  const { cells = await openCells<BenchmarkCell>(), signal, onProgress, onEstimate, onMessage } = options
  checkSplits(options)
  await useNativeBackend() // not on the first cell's clock
  const sets = markSets(options.sets)
  const jobs = jobsOf(sets, options)
  const estimator = new Estimator()
  const open: Job[] = []
  for (const job of jobs) {
    const cell = cells.get(job.key)
    if (cell) estimator.add(job, cell.seconds)
    else open.push(job)
  }
  const kept = jobs.length - open.length

  let estimated = false
  const told = new Set<string>()
  for (const [i, job] of open.entries()) {
    await nextTurn() // a method that never waits would let no Ctrl-C through
    signal?.throwIfAborted()
    const secondsLeft = estimator.secondsOf(open.slice(i))
    if (secondsLeft !== undefined && !estimated) {
      onEstimate?.({ total: jobs.length, kept, secondsLeft })
      estimated = true
    }
    const progress = { done: kept + i, total: jobs.length, current: job.title, secondsLeft }
    onProgress?.(progress)
    const cell = await attempt(job, {
      seed: job.key.seed,
      signal,
      onProgress: (share) => onProgress?.({ ...progress, share }),
    })
    if (cell instanceof RecognitionDataError) {
      const message = `${job.key.method} is left out: ${cell.message}`
      if (!told.has(message)) onMessage?.(message)
      told.add(message)
      continue
    }
    estimator.add(job, cell.seconds)
    await cells.put(job.key, cell)
  }
  return reportOf(sets, options, cells)
}

/** Whoever has too few pictures is named now, not after an hour. */
function checkSplits({ sets, openSet }: BenchmarkOptions): void {
  for (const { faces, perPerson, testPerPerson } of sets) {
    for (const count of perPerson) splitOf(faces, { perPerson: count, seed: 0, testPerPerson })
    if (openSet) openSetSplitOf(faces, { seed: 0 })
  }
}

/** A method that cannot learn from these pictures is no reason to lose the others. */
async function attempt(
  job: Job,
  options: Parameters<Job['run']>[0],
): Promise<BenchmarkCell | RecognitionDataError> {
  try {
    return await job.run(options)
  } catch (error) {
    if (error instanceof RecognitionDataError) return error
    throw error
  }
}
