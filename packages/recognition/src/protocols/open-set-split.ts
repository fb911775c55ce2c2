import type { LabelledFaces } from '../labelled-faces.ts'
import { pickPeople } from '../pick-people.ts'
import { RecognitionDataError } from '../errors.ts'
import { checkCount, shuffledByPerson, type Split } from './split.ts'

export interface OpenSetSplitOptions {
  /** Of the drawing, by the rule of `splitOf`. Integer in [0, 2^32). */
  readonly seed: number
  /** At most so many pictures of each person who is learned from. @default 20 */
  readonly trainPerPerson?: number | undefined
  /** At most so many pictures of each person who is tested. @default 10 */
  readonly testPerPerson?: number | undefined
}

/**
 * A split in which nobody is on both sides: people 0, 2, 4 … are learned from, and people 1, 3, 5 … tested. What
 * verification measures on it is what features are worth for strangers. Each side has its own list of people.
 *
 * @throws RecognitionDataError unless there are two people a side, with two pictures each
 */
export function openSetSplitOf(faces: LabelledFaces, options: OpenSetSplitOptions): Split {
  const { seed, trainPerPerson = 20, testPerPerson = 10 } = options
  checkCount('trainPerPerson', trainPerPerson)
  checkCount('testPerPerson', testPerPerson)
  const byPerson = shuffledByPerson(faces, seed)
  const lonely = byPerson.flatMap(({ length }, person) => (length < 2 ? [faces.people[person]] : []))
  if (byPerson.length < 4 || lonely.length > 0)
    throw new RecognitionDataError(
      byPerson.length < 4
        ? `An open-set split takes two people a side, four in all; there are ${byPerson.length}.`
        : `An open-set split takes two pictures of each person; fewer have ${lonely.slice(0, 10).join(', ')}${lonely.length > 10 ? ` and ${lonely.length - 10} more` : ''}.`,
      'add people and pictures, or leave out --open-set',
    )
  const side = (remainder: number, most: number) =>
    pickPeople(
      faces,
      byPerson.flatMap((order, person) => (person % 2 === remainder ? order.slice(0, most) : [])),
    )
  return { train: side(0, trainPerPerson), test: side(1, testPerPerson) }
}
