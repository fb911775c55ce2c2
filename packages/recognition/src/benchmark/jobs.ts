import { readFileSync } from 'node:fs'
import { openSetSplitOf } from '../protocols/open-set-split.ts'
import { splitOf } from '../protocols/split.ts'
import type { FitOptions, Recogniser } from '../recogniser.ts'
import type { BenchmarkOptions, BenchmarkSet } from './benchmark-options.ts'
import type { BenchmarkCell } from './cells.ts'
import { crossValidate } from './cross-validate.ts'
import { fingerprintOf } from './fingerprint.ts'
import { measureClosed, measureOpen } from './measure.ts'

/** A cell to be measured. */
export interface Job {
  /** All that the cell depends on. */
  readonly key: JobKey
  readonly title: string
  /** Pictures it goes through, to guess its time from another cell of the same method. */
  readonly pictures: number
  run(options: FitOptions): Promise<BenchmarkCell>
}

export interface JobKey {
  readonly cell: BenchmarkCell['kind']
  /** Fingerprint of the faces. */
  readonly data: string
  readonly method: string
  /** Of this package: another one's methods may differ. */
  readonly version: string
  readonly seed: number
  readonly perPerson?: number
  /** Null: all. */
  readonly testPerPerson?: number | null
  readonly folds?: number
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** Pictures of each person in the open-set split. */
export const openSet = { trainPerPerson: 20, testPerPerson: 10 }

/** A set with its fingerprint, which is read off all its pixels once. */
export interface MarkedSet extends BenchmarkSet {
  readonly data: string
}

export function markSets(sets: readonly BenchmarkSet[]): MarkedSet[] {
  return sets.map((set) => ({ ...set, data: fingerprintOf(set.faces) }))
}

/** Seed by seed, so that whenever it is stopped, what is there is a whole table of fewer seeds. */
export function jobsOf(sets: readonly MarkedSet[], options: BenchmarkOptions): Job[] {
  const { methods, seeds, chooseFolds = 0 } = options
  return Array.from({ length: seeds }, (_, seed) =>
    sets.flatMap((set) => [
      ...set.perPerson.flatMap((perPerson) => {
        const able = methods.filter((method) => method.picturesPerPerson <= perPerson)
        return [
          ...able.map((method) => closedJob(set, method, perPerson, seed)),
          ...(chooseFolds > 0
            ? able.filter(isChoosable).map((method) => choiceJob(set, method, perPerson, seed, chooseFolds))
            : []),
        ]
      }),
      ...(options.openSet && (seed === 0 || !hasOneOpenSplit(set))
        ? methods.map((method) => openJob(set, method, seed))
        : []),
    ]),
  ).flat()
}

export function closedJob(set: MarkedSet, method: Recogniser, perPerson: number, seed: number): Job {
  const { name, faces, data, testPerPerson } = set
  return {
    key: {
      cell: 'closed',
      data,
      method: method.name,
      version,
      seed,
      perPerson,
      testPerPerson: testPerPerson ?? null,
    },
    title: `${name}, ${perPerson} a person, seed ${seed}: ${method.name}`,
    pictures: countOf(set, perPerson) + countOf(set, Infinity),
    run: (options) => measureClosed(method, splitOf(faces, { perPerson, seed, testPerPerson }), options),
  }
}

export function choiceJob(
  set: MarkedSet,
  method: Recogniser,
  perPerson: number,
  seed: number,
  folds: number,
): Job {
  const { name, faces, data } = set
  return {
    key: { cell: 'choice', data, method: method.name, version, seed, perPerson, folds },
    title: `${name}, ${perPerson} a person, seed ${seed}: trying ${method.name} on its training pictures`,
    pictures: countOf(set, perPerson) * Math.min(folds, perPerson),
    run: (options) =>
      crossValidate(method, splitOf(faces, { perPerson, seed }).train, perPerson, folds, options),
  }
}

export function openJob(set: MarkedSet, method: Recogniser, seed: number): Job {
  const { name, faces, data } = set
  return {
    key: { cell: 'open', data, method: method.name, version, seed },
    title: `${name}, strangers, seed ${seed}: ${method.name}`,
    pictures: countOf(set, openSet.trainPerPerson),
    run: (options) => measureOpen(method, openSetSplitOf(faces, { seed, ...openSet }), options),
  }
}

/** One that was trained elsewhere, on far more people, would always be chosen. */
export function isChoosable({ pretrained }: Recogniser): boolean {
  return !pretrained
}

/** Where everybody's pictures are all used, every seed gives the same split. */
export function hasOneOpenSplit({ faces }: BenchmarkSet): boolean {
  return picturesOf(faces.labels, faces.people.length).every(
    (count, person) => count <= (person % 2 === 0 ? openSet.trainPerPerson : openSet.testPerPerson),
  )
}

export function picturesOf(labels: Int32Array, people: number): number[] {
  const counts = Array<number>(people).fill(0)
  for (const person of labels) counts[person]++
  return counts
}

function countOf({ faces }: BenchmarkSet, most: number): number {
  const counts = picturesOf(faces.labels, faces.people.length)
  return counts.reduce((sum, count) => sum + Math.min(count, most), 0)
}
