/** How well pictures are put to people, everybody in them being known. */
export interface CumulativeMatch {
  /** Pictures whose nearest person is the right one. */
  readonly correct: number
  readonly count: number
  /** [P] cumulative match characteristic: the share of pictures whose person is among the nearest r + 1. */
  readonly cmc: readonly number[]
}

/**
 * The rank of each picture's own person among all people. A tie counts against us: whoever is as near comes first, and
 * so does everybody where a distance is no number; a recogniser that answers the same for all gets 0, not 1/P.
 *
 * @param distances [M,P] as of `distancesToPeople`
 * @param labels [M] who is in each picture
 * @see Phillips et al. 2000, "The FERET Evaluation Methodology for Face-Recognition Algorithms"
 */
export function cumulativeMatch(distances: Float32Array, labels: ArrayLike<number>): CumulativeMatch {
  const count = labels.length
  const people = distances.length / count
  const atRank = Array<number>(people).fill(0)
  for (let picture = 0; picture < count; picture++) {
    atRank[rankOf(distances.subarray(picture * people, (picture + 1) * people), labels[picture])]++
  }
  let found = 0
  return { correct: atRank[0], count, cmc: atRank.map((hits) => (found += hits) / count) }
}

/** How many other people are as near as one person, or nearer. */
function rankOf(distances: Float32Array, person: number): number {
  const own = distances[person]
  let nearer = 0
  for (let other = 0; other < distances.length; other++) {
    if (other !== person && !(distances[other] > own)) nearer++
  }
  return nearer
}

/** The share of pictures whose person is among the nearest `rank`; 1 where there are no more people. */
export function shareWithin({ cmc }: CumulativeMatch, rank: number): number {
  return cmc[Math.min(rank, cmc.length) - 1]
}
