import { InvalidOptionError } from '@facegan/core'
import { DistanceHistogram, distanceBetween } from './pair-distances.ts'

/** How well the judge tells people apart, on pictures whose people are known. */
export interface Verification {
  readonly people: number
  readonly pictures: number
  readonly pairs: { readonly samePerson: number; readonly differentPeople: number }
  /** One pair in a thousand of different people is closer. */
  readonly threshold: number
  /** Share of pairs of one person that are closer than that threshold. */
  readonly trueMatchRate: number
  /** The best there is at any threshold: mean of the shares of both kinds of pairs that are told right. */
  readonly accuracy: number
}

/**
 * Compares every picture with every other.
 *
 * @param embeddings [N,128]
 * @param people who is in each picture
 * @throws InvalidOptionError unless there are two people and one has two pictures
 */
export function verification(embeddings: Float32Array, people: readonly string[]): Verification {
  const same = new DistanceHistogram()
  const different = new DistanceHistogram()
  for (let i = 0; i < people.length; i++)
    for (let j = i + 1; j < people.length; j++)
      (people[i] === people[j] ? same : different).add(distanceBetween(embeddings, i, embeddings, j))
  if (same.total === 0 || different.total === 0)
    throw new InvalidOptionError(
      'people',
      'at least two, and two pictures of one',
      `${new Set(people).size} people in ${people.length} pictures`,
    )
  const threshold = different.quantile(0.001)
  let accuracy = 0
  for (let limit = 0; limit < 2; limit += 0.005) {
    const right = same.countBelow(limit) / same.total + 1 - different.countBelow(limit) / different.total
    accuracy = Math.max(accuracy, right / 2)
  }
  return {
    people: new Set(people).size,
    pictures: people.length,
    pairs: { samePerson: same.total, differentPeople: different.total },
    threshold,
    trueMatchRate: same.countBelow(threshold) / same.total,
    accuracy,
  }
}
