import { Mt19937 } from '@facegan/core'
import type { Split } from './protocol.ts'

/** Pictures of each person that are asked about where people differ in how many there are of them. */
const asked = 10

/**
 * Some pictures of each person to learn from, the others to ask about: person by person, `p = rng.permutation(n)` with
 * NumPy's `RandomState(seed)`, then `p[:known]` and the rest. Where people have different numbers of pictures ten of
 * each are asked about, so that nobody counts more than others.
 *
 * @param labels [N] who is in each picture
 */
export function splitOf(labels: ArrayLike<number>, known: number, seed: number): Split {
  const random = new Mt19937(seed)
  const everybody = picturesOf(labels)
  const even = new Set(everybody.map(({ length }) => length)).size === 1
  const [train, test]: number[][] = [[], []]
  for (const pictures of everybody) {
    const order = permutation(random, pictures.length).map((i) => pictures[i]!)
    train!.push(...order.slice(0, known))
    test!.push(...order.slice(known, even ? undefined : known + asked))
  }
  return { train: train!, test: test! }
}

/** How many pictures there are of whoever has fewest. */
export function fewestPictures(labels: ArrayLike<number>): number {
  return Math.min(...picturesOf(labels).map(({ length }) => length))
}

function picturesOf(labels: ArrayLike<number>): number[][] {
  const pictures: number[][] = []
  Array.from(labels).forEach((person, i) => (pictures[person] ??= []).push(i))
  return pictures
}

/** NumPy's: from the last place on, each is exchanged with one that is drawn by masking and rejection. */
export function permutation(random: Mt19937, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const mask = 2 ** (32 - Math.clz32(i)) - 1
    let j = (random.uint32() & mask) >>> 0
    while (j > i) j = (random.uint32() & mask) >>> 0
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}
