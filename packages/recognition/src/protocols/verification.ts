import { verificationOf, type Verification } from './roc.ts'

/**
 * Verification over all pairs of pictures, each pair once.
 *
 * @param distances [M,M] between the pictures
 * @param labels [M] who is in each; somebody has two pictures, and there are two people
 */
export function verifyAllPairs(distances: Float32Array, labels: ArrayLike<number>): Verification {
  const count = labels.length
  const same = countSamePairs(labels)
  const genuine = new Float32Array(same)
  const impostor = new Float32Array((count * (count - 1)) / 2 - same)
  let [ours, others] = [0, 0]
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const distance = distances[a * count + b]
      if (labels[a] === labels[b]) genuine[ours++] = distance
      else impostor[others++] = distance
    }
  }
  return verificationOf(genuine, impostor)
}

/** Whether there are pairs of one person and of two: without both there is nothing to verify. */
export function hasBothPairs(labels: ArrayLike<number>): boolean {
  const same = countSamePairs(labels)
  return same > 0 && same < (labels.length * (labels.length - 1)) / 2
}

function countSamePairs(labels: ArrayLike<number>): number {
  const seen = new Map<number, number>()
  let pairs = 0
  for (let i = 0; i < labels.length; i++) {
    const before = seen.get(labels[i]) ?? 0
    pairs += before
    seen.set(labels[i], before + 1)
  }
  return pairs
}

/**
 * Verification of pictures against people: a picture and its own person are a genuine pair, a picture and somebody else
 * an impostor's.
 *
 * @param distances [M,P] as of `distancesToPeople`
 * @param labels [M]
 */
export function verifyAgainstPeople(distances: Float32Array, labels: ArrayLike<number>): Verification {
  const people = distances.length / labels.length
  const isOwn = (_: number, i: number) => labels[Math.floor(i / people)] === i % people
  return verificationOf(
    distances.filter(isOwn),
    distances.filter((distance, i) => !isOwn(distance, i)),
  )
}
