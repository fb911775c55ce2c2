import { InvalidOptionError } from '@facegan/core'
import { useNativeBackend } from '@facegan/tfjs-native'
import { distances } from './distances.ts'
import { RecognitionDataError } from './errors.ts'
import type { LabelledFaces } from './labelled-faces.ts'
import type { Recogniser } from './recogniser.ts'
import { measureThresholds, type ThresholdOptions, type Thresholds } from './thresholds.ts'
import { distancesToPeople, trainRecogniser, type TrainedRecogniser } from './trained-recogniser.ts'

/** A recogniser, the people that it knows, and when it says that it does not know somebody. */
export interface PeopleModel extends TrainedRecogniser {
  /** Undefined where there were too few people to find any: then the likeliest person is always the answer. */
  readonly thresholds: Thresholds | undefined
}

/** Somebody whom a picture may show. */
export interface Candidate {
  readonly person: string
  /** Smaller is likelier; its unit is the recogniser's own. */
  readonly distance: number
  /** Whether it is below the threshold; undefined where there is none. */
  readonly below: boolean | undefined
}

export interface Identification {
  /** Undefined: nobody that the model knows. */
  readonly person: string | undefined
  /** The five likeliest people, or all where there are fewer; likeliest first. */
  readonly candidates: readonly Candidate[]
}

export interface PairVerdict {
  readonly distance: number
  /** Undefined where there is no threshold. */
  readonly same: boolean | undefined
}

const listed = 5

/**
 * Learns people: what `trainRecogniser` does, and thresholds for people it has not seen. A recogniser that learns is
 * fitted up to six times for that.
 *
 * @throws RecognitionDataError where somebody has fewer pictures than the recogniser needs
 */
export async function trainPeopleModel(
  recogniser: Recogniser,
  faces: LabelledFaces,
  options: ThresholdOptions = {},
): Promise<PeopleModel> {
  const counts = faces.people.map((_, person) => faces.labels.filter((label) => label === person).length)
  const short = faces.people.filter((_, person) => counts[person] < recogniser.picturesPerPerson)
  if (short.length > 0)
    throw new RecognitionDataError(
      `${recogniser.name} learns from how pictures of one person differ, and needs ${recogniser.picturesPerPerson} of each; ` +
        `there are fewer of ${short.slice(0, 5).join(', ')}${short.length > 5 ? ` and ${short.length - 5} more` : ''}.`,
      'add pictures of them, leave them out, or use --method face-embedding, for which one picture is enough',
    )
  const { onProgress = () => {} } = options
  const half = (done: number) => ({
    ...options,
    onProgress: (share: number) => onProgress((done + share) / 2),
  })
  const trained = await trainRecogniser(recogniser, faces, half(0))
  return { ...trained, thresholds: await measureThresholds(trained, faces, half(1)) }
}

/**
 * Who is in each picture, or that it is nobody the model knows.
 *
 * @param pixels [N,size,size,3] levels, of the size of `model.features`
 * @throws InvalidOptionError
 */
export async function identify(model: PeopleModel, pixels: Uint8Array): Promise<Identification[]> {
  const count = countFaces(model, pixels)
  const rows = await distancesToPeople(model, pixels)
  const { people, thresholds } = model
  const limit = thresholds?.identification.distance
  return Array.from({ length: count }, (_, n) => {
    const candidates = Array.from(rows.subarray(n * people.length, (n + 1) * people.length))
      .map((distance, p) => ({
        person: people[p],
        distance,
        below: limit === undefined ? undefined : distance < limit,
      }))
      .toSorted((a, b) => a.distance - b.distance)
      .slice(0, listed)
    return { person: candidates[0].below === false ? undefined : candidates[0].person, candidates }
  })
}

/**
 * Whether two pictures show one person, whom the model need not know.
 *
 * @param a [size,size,3] levels
 * @param b likewise
 * @throws InvalidOptionError
 */
export async function verifyPair(model: PeopleModel, a: Uint8Array, b: Uint8Array): Promise<PairVerdict> {
  for (const pixels of [a, b]) countFaces(model, pixels)
  await useNativeBackend()
  const { features, thresholds } = model
  const [distance] = distances[features.distance](
    await features.embed(a),
    await features.embed(b),
    features.width,
  )
  return { distance, same: thresholds && distance < thresholds.verification.distance }
}

function countFaces({ features: { size } }: PeopleModel, pixels: Uint8Array): number {
  const count = pixels.length / (size * size * 3)
  if (!Number.isInteger(count) || count === 0)
    throw new InvalidOptionError('pixels', `[N,${size},${size},3] levels of one face or more`, pixels.length)
  return count
}
