import { nearestNeighbours } from './distances.ts'
import { checkFeatures, type Features } from './features.ts'

/** Where the distances of a `Memorisation` are read off. */
export const quantileLevels = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1] as const

export interface Memorisation {
  /** Distance to the nearest training picture at each of `quantileLevels`. */
  readonly generated: readonly number[]
  /** The same for real pictures that were not trained on. */
  readonly heldOut: readonly number[]
  /** Chance that a generated picture is nearer to the training set than a held-out one; .5 where they are alike, near 1 for copies. */
  readonly shareNearer: number
  /** The generated pictures nearest to training ones, nearest first: those to look at. */
  readonly closest: readonly {
    readonly generated: number
    readonly training: number
    readonly distance: number
  }[]
}

const closestKept = 16

/**
 * Whether a generator repeats its training pictures: distances from generated pictures to their nearest training
 * picture, beside those of held-out real ones. `shareNearer` is the Mann-Whitney statistic of the two.
 *
 * @throws InvalidOptionError
 * @see Meehan, Chaudhuri & Dasgupta 2020, "A Non-Parametric Test to Detect Data-Copying in Generative Models",
 * arXiv:2004.05675
 */
export function memorisation(training: Features, heldOut: Features, generated: Features): Memorisation {
  checkFeatures(training, generated, 1)
  checkFeatures(training, heldOut, 1)
  const toTraining = nearestNeighbours(generated, training)
  const ofGenerated = Float64Array.from(toTraining, ({ distance }) => distance).toSorted()
  const ofHeldOut = Float64Array.from(
    nearestNeighbours(heldOut, training),
    ({ distance }) => distance,
  ).toSorted()
  const closest = toTraining
    .map(({ index, distance }, n) => ({ generated: n, training: index, distance }))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, closestKept)
  return {
    generated: quantileLevels.map((level) => quantile(ofGenerated, level)),
    heldOut: quantileLevels.map((level) => quantile(ofHeldOut, level)),
    shareNearer: shareBelow(ofGenerated, ofHeldOut),
    closest,
  }
}

/** Linear between the two values next to it. */
function quantile(sorted: Float64Array, level: number): number {
  const place = (sorted.length - 1) * level
  const below = sorted[Math.floor(place)]
  return below + (sorted[Math.ceil(place)] - below) * (place % 1)
}

/** Share of pairs with a < b, ties counted half: the Mann-Whitney U over its largest value. Both sorted. */
export function shareBelow(a: Float64Array, b: Float64Array): number {
  let [below, equal, total] = [0, 0, 0]
  for (const value of b) {
    while (below < a.length && a[below] < value) below++
    if (equal < below) equal = below
    while (equal < a.length && a[equal] === value) equal++
    total += below + (equal - below) / 2
  }
  return total / (a.length * b.length)
}
