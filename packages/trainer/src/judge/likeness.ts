import { InvalidOptionError } from '@facegan/core'
import { embeddingSize } from './face-embeddings.ts'
import { pairDistances } from './pair-distances.ts'
import { differenceAtLeast, rateOf, type Rate } from './rate-test.ts'

/** Embeddings and what each is called. */
export interface NamedEmbeddings<Name> {
  /** [N,128] */
  readonly embeddings: Float32Array
  /** File names, or seeds. */
  readonly names: readonly Name[]
}

export interface LikenessInput {
  readonly generated: NamedEmbeddings<number>
  /** The pictures that the model learned from. */
  readonly training: NamedEmbeddings<string>
  /**
   * Pictures of people who are not in the training pictures. Left out, each training picture is held against all
   * others: right where nearly every picture shows another person.
   */
  readonly heldOut?: NamedEmbeddings<string> | undefined
  /** Two pictures closer than this show one picture twice: see `copyDistance`. */
  readonly copyDistance: number
}

/** Matches at one threshold: generated faces beside real people whom the model never saw. */
export interface LikenessPoint {
  readonly name: 'verification' | 'search' | 'copy'
  /** How the threshold was set. */
  readonly meaning: string
  /** Euclidean; a face matches when its nearest training face is closer. */
  readonly threshold: number
  readonly generated: Rate
  readonly heldOut: Rate
  /** Lower end of the difference of the two rates; above 0 the check fails. */
  readonly differenceAtLeast: number
  readonly holds: boolean
}

/** A generated face and the training picture that it is nearest to. */
export interface LikePair {
  readonly seed: number
  readonly file: string
  readonly distance: number
}

/** Two real pictures that were taken for one person. */
export interface RealPair {
  readonly file: string
  readonly trainingFile: string
  readonly distance: number
}

export interface LikenessReport {
  /** No point's generated rate lies above that of held-out people by more than chance explains. */
  readonly holds: boolean
  readonly reference: 'held-out' | 'leave-one-out'
  readonly counts: { readonly generated: number; readonly training: number; readonly heldOut: number }
  readonly points: readonly LikenessPoint[]
  /** Median distance to the nearest training picture. */
  readonly medianNearest: { readonly generated: number; readonly heldOut: number }
  /** Held-out pictures left out because they are probably of somebody in the training pictures. */
  readonly samePerson: { readonly closerThan: number; readonly pairs: readonly RealPair[] }
  /** The closest first. */
  readonly closest: readonly LikePair[]
  readonly protocol: readonly string[]
}

/** False matches allowed between pairs of different people: the usual operating point of verification. */
const falseMatchRate = 0.001
/** Share of people unknown to the model for whom a search among all training pictures would find somebody. */
const falseFindRate = 0.01
/** One-sided 5 % over three comparisons: the normal quantile of 1 - .05/3. */
const z = 2.128
const pairsShown = 20

/**
 * Asks whether generated faces are nobody's: whether they match training faces more often than the faces of people do
 * whom the model has never seen. Three thresholds, from "looks alike" to "is that very picture".
 *
 * @returns numbers, threshold and protocol, ready for JSON
 * @throws InvalidOptionError when a set is empty or has no name for each embedding
 */
export function likeness({ generated, training, heldOut, copyDistance }: LikenessInput): LikenessReport {
  check('generated', generated, 1)
  check('training', training, 2)
  if (heldOut) check('heldOut', heldOut, 1)
  if (!(copyDistance > 0)) throw new InvalidOptionError('copyDistance', 'a number above 0', copyDistance)
  const ownNearest = pairDistances(generated.embeddings, training.embeddings)
  const real = pairDistances((heldOut ?? training).embeddings, training.embeddings, { skipSelf: !heldOut })

  const closerThan = lowerFence(real.nearest)
  const others = real.nearest.filter((distance) => distance >= closerThan).toSorted()
  const thresholds = {
    verification: real.histogram.quantile(falseMatchRate, closerThan),
    search: others[Math.floor(falseFindRate * others.length)],
    copy: copyDistance,
  }
  const points = (['verification', 'search', 'copy'] as const).map((name): LikenessPoint => {
    const threshold = thresholds[name]
    const ours = rateOf(countBelow(ownNearest.nearest, threshold), generated.names.length)
    const theirs = rateOf(countBelow(others, threshold), others.length)
    const difference = differenceAtLeast(ours, theirs, z)
    return {
      name,
      meaning: meanings[name],
      threshold,
      generated: ours,
      heldOut: theirs,
      differenceAtLeast: difference,
      holds: difference <= 0,
    }
  })
  return {
    holds: points.every(({ holds }) => holds),
    reference: heldOut ? 'held-out' : 'leave-one-out',
    counts: {
      generated: generated.names.length,
      training: training.names.length,
      heldOut: others.length,
    },
    points,
    medianNearest: { generated: quantileOf(ownNearest.nearest, 0.5), heldOut: quantileOf(others, 0.5) },
    samePerson: {
      closerThan,
      pairs: byDistance(real.nearest)
        .filter((i) => real.nearest[i] < closerThan)
        .map((i) => ({
          file: (heldOut ?? training).names[i],
          trainingFile: training.names[real.nearestIndex[i]],
          distance: real.nearest[i],
        })),
    },
    closest: byDistance(ownNearest.nearest)
      .slice(0, pairsShown)
      .map((i) => ({
        seed: generated.names[i],
        file: training.names[ownNearest.nearestIndex[i]],
        distance: ownNearest.nearest[i],
      })),
    protocol,
  }
}

const meanings = {
  verification: 'one pair in a thousand of different people is closer',
  search: 'one in a hundred people whom the model never saw is closer to some training picture',
  copy: 'a training picture and its own mirror image are closer in 95 of 100 cases',
} as const

const protocol = [
  'Embedding: face_recognition_model of @vladmandic/face-api 1.7.15, 128 numbers, Euclidean distance; all pictures at the resolution of the model, resized to 150 pixels.',
  'A face matches when its nearest training picture is closer than the threshold.',
  'Held-out pictures whose nearest training picture lies below the lower fence of such distances (Tukey: first quartile less 1.5 interquartile ranges) are taken for people who are in the training pictures, and left out; as are pairs closer than that fence. It errs against the model: real people who look alike are left out too.',
  `Each comparison: Newcombe's interval of the difference of two rates (method 10), one-sided, 5 % over the three together; it fails where the lower end is above 0.`,
]

/**
 * Where real people end and doubles begin: below this a nearest distance is an outlier among nearest distances.
 *
 * @see Tukey 1977, Exploratory Data Analysis, chapter 2
 */
function lowerFence(nearest: Float64Array): number {
  const [low, high] = [quantileOf(nearest, 0.25), quantileOf(nearest, 0.75)]
  return low - 1.5 * (high - low)
}

function countBelow(distances: Float64Array, threshold: number): number {
  return distances.reduce((count, distance) => count + (distance < threshold ? 1 : 0), 0)
}

function quantileOf(values: Float64Array, share: number): number {
  const sorted = values.toSorted()
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}

/** Indices, the closest first. */
function byDistance(distances: Float64Array): number[] {
  return Array.from(distances.keys()).toSorted((a, b) => distances[a] - distances[b])
}

function check(name: string, { embeddings, names }: NamedEmbeddings<unknown>, minimum: number): void {
  if (names.length < minimum)
    throw new InvalidOptionError(name, `at least ${minimum} face${minimum > 1 ? 's' : ''}`, names.length)
  if (embeddings.length !== names.length * embeddingSize)
    throw new InvalidOptionError(name, `[${names.length},${embeddingSize}] embeddings`, embeddings.length)
}
