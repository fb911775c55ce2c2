import { useNativeBackend } from '@facegan/tfjs-native'
import { distances } from './distances.ts'
import type { LabelledFaces } from './labelled-faces.ts'
import type { FaceFeatures, FitOptions, Recogniser } from './recogniser.ts'

/** A recogniser that learned, and the people that it knows. */
export interface TrainedRecogniser {
  readonly recogniser: Recogniser
  readonly features: FaceFeatures
  readonly people: readonly string[]
  /** [N] who each vector of the gallery is. */
  readonly labels: Int32Array
  /** [N,width] the vectors of the pictures it knows people by. */
  readonly gallery: Float32Array
}

/** Learns from pictures, and keeps their vectors as the gallery. */
export async function trainRecogniser(
  recogniser: Recogniser,
  faces: LabelledFaces,
  options: FitOptions = {},
): Promise<TrainedRecogniser> {
  await useNativeBackend()
  const features = await recogniser.fit(faces, options)
  const { people, labels, pixels } = faces
  const gallery = features.learned ?? (await features.embed(pixels))
  return { recogniser, features, people, labels, gallery }
}

/**
 * How far each picture is from each person: the distance to the nearest picture of theirs, or what the network says
 * where it has a say.
 *
 * @param pixels [N,size,size,3] levels
 * @returns [N,P], smaller is likelier; Infinity for people without a picture
 */
export async function distancesToPeople(
  { features, people, labels, gallery }: TrainedRecogniser,
  pixels: Uint8Array,
): Promise<Float32Array> {
  await useNativeBackend()
  if (features.classify) return (await features.classify(pixels)).map((score) => -score)
  const vectors = await features.embed(pixels)
  return nearestOfEach(distances[features.distance](vectors, gallery, features.width), labels, people.length)
}

/**
 * @param pairs [N,M] distances of queries from the pictures of a gallery
 * @param labels [M] who is in each of these
 * @returns [N,P] each person's smallest; Infinity for people without a picture
 */
export function nearestOfEach(pairs: Float32Array, labels: ArrayLike<number>, people: number): Float32Array {
  const count = pairs.length / labels.length
  const nearest = new Float32Array(count * people).fill(Infinity)
  for (let query = 0; query < count; query++) {
    for (let known = 0; known < labels.length; known++) {
      const at = query * people + labels[known]
      nearest[at] = Math.min(nearest[at], pairs[query * labels.length + known])
    }
  }
  return nearest
}
