import { InvalidOptionError } from '@facegan/core'
import { fingerprintOf } from '../benchmark/fingerprint.ts'
import { openCells } from '../cells/cells.ts'
import { RecognitionDataError } from '../errors.ts'
import { splitOf } from '../protocols/split.ts'
import { hasBothPairs } from '../protocols/verification.ts'
import { cosFaceHead, planFor } from '../recognisers/cnn.ts'
import { arms as allArms, type Arm, type SourceName } from './arms.ts'
import type { Encoder } from './encoder.ts'
import { experimentDefaults, type ExperimentOptions } from './experiment-options.ts'
import { experimentReport } from './experiment-report.ts'
import { Once } from './once.ts'
import type { ExperimentReport } from './report-types.ts'
import { SplitSources, type SplitChoice } from './split-sources.ts'
import { openTrainPool, type TrainPool } from './train-pool.ts'
import type { ArmCell } from './train-task.ts'

/** Counts up when the same key would give another network: cells of an older one are left alone. */
const protocol = 1

/** A network to be trained. */
interface Job extends SplitChoice {
  readonly key: object
  readonly arm: Arm
}

/**
 * Trains one network for each set, number of pictures, seed and arm, several at once. Each such cell is kept as soon as it
 * is done, and taken from `cells` where it is. Cells are functions of their key: on one kind of machine a rerun gives the same numbers.
 *
 * @throws RecognitionDataError for people with too few pictures, or sizes that do not fit, before anything is trained;
 * InvalidOptionError
 */
export async function runExperiment(options: ExperimentOptions): Promise<ExperimentReport> {
  const { signal, cells = await openCells<ArmCell>() } = options
  checkOptions(options)
  const arms = options.arms ?? availableArms(options)
  const jobs = jobsOf(options, arms)
  const open = jobs.filter(({ key }) => !cells.get(key))
  if (open.length > 0 && !options.onlyFinished) {
    const pool = openTrainPool(open.length, options.jobs)
    try {
      await runJobs(open, jobs.length, options, pool, (job, cell) => cells.put(job.key, cell))
    } finally {
      await pool.close()
    }
  }
  signal?.throwIfAborted()
  const results = jobs.flatMap(({ key, set, perPerson, seed, arm }) => {
    const cell = cells.get(key)
    return cell ? [{ set: set.name, perPerson, seed, arm, cell }] : []
  })
  return experimentReport(results, { arms, steps: stepsOf(options), sets: options.sets })
}

/** Those whose faces can be had. */
export function availableArms({ generator, others }: Pick<ExperimentOptions, 'generator' | 'others'>): Arm[] {
  return allArms.filter(({ sources }) =>
    sources.every((name) => (name === 'generated' ? generator : name === 'others' ? others : true)),
  )
}

function stepsOf({ steps }: ExperimentOptions): number {
  return steps ?? planFor('small', cosFaceHead).steps
}

/** Seed by seed, so that whenever it is stopped, what is there is a whole experiment of fewer seeds. */
function jobsOf(options: ExperimentOptions, arms: readonly Arm[]): Job[] {
  const { sets, unseen, generator, others } = options
  const { seeds = experimentDefaults.seeds, ownGanKimg = experimentDefaults.ownGanKimg } = options
  const marks: Partial<Record<SourceName | 'others', string>> = {
    generated: generator?.fingerprint,
    others: others && fingerprintOf(others),
    'own-gan': `${ownGanKimg} kimg`,
  }
  const marked = sets.map((set) => ({ set, data: fingerprintOf(set.faces) }))
  const strangers = unseen ? fingerprintOf(unseen) : null
  return Array.from({ length: seeds }, (_, seed) =>
    marked.flatMap(({ set, data }) =>
      set.perPerson.flatMap((perPerson) =>
        arms.map((arm) => ({
          key: {
            protocol,
            data,
            perPerson,
            testPerPerson: set.testPerPerson ?? null,
            unseen: strangers,
            steps: stepsOf(options),
            seed,
            arm: arm.name,
            sources: arm.sources.map((name) => marks[name] ?? name),
          },
          set,
          perPerson,
          seed,
          arm,
        })),
      ),
    ),
  ).flat()
}

async function runJobs(
  jobs: readonly Job[],
  total: number,
  options: ExperimentOptions,
  pool: TrainPool,
  finished: (job: Job, cell: ArmCell) => Promise<void>,
): Promise<void> {
  const { unseen, signal, onProgress } = options
  const plan = { ...planFor('small', cosFaceHead), steps: stepsOf(options) }
  const begin = performance.now()
  const running = new Set<Promise<void>>()
  let done = 0
  const report = (current: string) => {
    const secondsLeft =
      done > 0 ? ((performance.now() - begin) / 1000 / done) * (jobs.length - done) : undefined
    onProgress?.({ done: total - jobs.length + done, total, current, secondsLeft })
  }
  const encoders = new Once<SourceName, Encoder>()
  let sources: SplitSources | undefined
  try {
    for (const job of jobs) {
      signal?.throwIfAborted()
      // no more pictures in memory than networks at work
      while (running.size >= pool.size) await Promise.race(running)
      if (!sources?.isFor(job)) {
        sources?.dispose()
        sources = new SplitSources(job, options, encoders)
      }
      const { set, perPerson, seed, arm } = job
      const title = `${set.name}, ${perPerson} a person, seed ${seed}: ${arm.name}`
      report(title)
      const { train, test } = sources.split
      const changes = await arm.prepare(sources.context)
      const task = pool
        .run({ plan, train, test, unseen, changes, seed }, signal)
        .then((cell) => finished(job, cell))
        .then(() => {
          done++
          report(title)
        })
      const tracked: Promise<void> = task.finally(() => running.delete(tracked))
      running.add(tracked)
      tracked.catch(() => {}) // the race above, or the wait below, throws it
    }
    await Promise.all(running)
  } catch (error) {
    signal?.throwIfAborted() // what was asked for, rather than what that did to the processes
    throw error
  } finally {
    sources?.dispose()
    encoders.dispose()
  }
}

function checkOptions(options: ExperimentOptions): void {
  const { sets, others, unseen, generator } = options
  const { seeds = experimentDefaults.seeds, ownGanKimg = experimentDefaults.ownGanKimg } = options
  if (sets.length === 0) throw new InvalidOptionError('sets', 'one set of faces at least', 'none')
  if (!Number.isInteger(seeds) || seeds < 2 || seeds > 20)
    throw new InvalidOptionError('seeds', 'a whole number from 2 to 20, for intervals need two', seeds)
  if (!Number.isInteger(stepsOf(options)) || stepsOf(options) < 1)
    throw new InvalidOptionError('steps', 'a whole number from 1 up', options.steps)
  if (!(ownGanKimg > 0)) throw new InvalidOptionError('ownGanKimg', 'above 0', ownGanKimg)
  for (const { name, faces, perPerson, testPerPerson } of sets) {
    for (const count of perPerson) splitOf(faces, { perPerson: count, seed: 0, testPerPerson })
    for (const [what, size] of [
      ['the other people', others?.size],
      ['the unseen people', unseen?.size],
      ['the generator', generator?.size],
    ] as const)
      if (size !== undefined && size !== faces.size)
        throw new RecognitionDataError(
          `Pictures of ${name} are ${faces.size} pixels wide and those of ${what} ${size}; networks take one size.`,
          `load all of them at ${generator?.size ?? faces.size} pixels`,
        )
  }
  if (unseen && !hasBothPairs(unseen.labels))
    throw new RecognitionDataError(
      'Verification of unseen people needs two pictures of one of them, and pictures of two people.',
      'give another folder, with a folder for each person in it',
    )
}
