import { InvalidOptionError, Mt19937 } from '@facegan/core'
import { RecognitionDataError } from '../errors.ts'
import { pickFaces, type LabelledFaces } from '../labelled-faces.ts'
import { permutation } from './permutation.ts'

export interface SplitOptions {
  /** Pictures of each person to learn from. Integer >= 1. */
  readonly perPerson: number
  /** Of the drawing. Integer in [0, 2^32). */
  readonly seed: number
  /** At most so many of each person's other pictures are tested. @default all of them */
  readonly testPerPerson?: number | undefined
}

/** Pictures to learn from, and others of the same people to try it on. */
export interface Split {
  readonly train: LabelledFaces
  readonly test: LabelledFaces
}

/**
 * A closed-set split: everybody in `test` is in `train` too. One `numpy.random.RandomState(seed)` a split; for each
 * person in order it permutes their pictures, of which the first `perPerson` are learned from and the next tested.
 *
 * @param faces in the order in which `loadPeople` has them, on which the split depends
 * @throws RecognitionDataError that names everybody with fewer than `perPerson + 1` pictures
 */
export function splitOf(faces: LabelledFaces, options: SplitOptions): Split {
  const { train, test } = splitIndices(faces, options)
  return { train: pickFaces(faces, train), test: pickFaces(faces, test) }
}

/** Which pictures those are, as indices into `faces`. */
export interface SplitIndices {
  readonly train: readonly number[]
  readonly test: readonly number[]
}

/** As `splitOf`, without copying a picture. */
export function splitIndices(
  faces: Pick<LabelledFaces, 'people' | 'labels'>,
  options: SplitOptions,
): SplitIndices {
  const { perPerson, seed, testPerPerson = Infinity } = options
  checkCount('perPerson', perPerson)
  if (testPerPerson !== Infinity) checkCount('testPerPerson', testPerPerson)
  const byPerson = shuffledByPerson(faces, seed)
  const short = byPerson.flatMap(({ length }, person) =>
    length <= perPerson ? [`${faces.people[person]} (${length})`] : [],
  )
  if (short.length > 0) throw tooFew(short, perPerson)
  return {
    train: byPerson.flatMap((order) => order.slice(0, perPerson)),
    test: byPerson.flatMap((order) => order.slice(perPerson, perPerson + testPerPerson)),
  }
}

/** Each person's pictures, as indices into `faces`, in the order drawn by `seed`. */
export function shuffledByPerson(
  { people, labels }: Pick<LabelledFaces, 'people' | 'labels'>,
  seed: number,
): number[][] {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new InvalidOptionError('seed', 'a whole number from 0 to 4294967295', seed)
  const byPerson: number[][] = people.map(() => [])
  labels.forEach((person, picture) => byPerson[person].push(picture))
  const random = new Mt19937(seed)
  return byPerson.map((pictures) => permutation(random, pictures.length).map((i) => pictures[i]))
}

export function checkCount(option: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidOptionError(option, 'a whole number from 1 up', value)
}

const namedAtMost = 10

function tooFew(short: readonly string[], perPerson: number): RecognitionDataError {
  const named = short.slice(0, namedAtMost).join(', ')
  const others = short.length - namedAtMost
  return new RecognitionDataError(
    `Learning from ${perPerson} of each person's pictures and trying it on another takes ${perPerson + 1} of each; fewer have ${named}${others > 0 ? ` and ${others} more` : ''}.`,
    'give these people more pictures, leave them out, or learn from fewer of each',
  )
}
