import { tf } from '@facegan/tfjs-native'
import { landmarkNumbers } from './face-landmarks.ts'
import { faceNetwork, networkInput } from './face-networks.ts'
import { headPose, type HeadPose } from './head-pose.ts'
import { lightDirection } from './light-direction.ts'
import { mapPictures, resizeTo, type JudgeOptions } from './picture-batches.ts'

/** In the order of the network's outputs. */
export const expressionNames = [
  'neutral',
  'happy',
  'sad',
  'angry',
  'fearful',
  'disgusted',
  'surprised',
] as const

/** What classifiers guess from one picture; none of it is knowledge about a person. */
export interface FaceDescription {
  /** Years. */
  readonly age: number
  /** Probability, 0 to 1, that the classifier gives to a feminine presentation; the rest is masculine. */
  readonly feminine: number
  /** Probabilities; they add up to 1. */
  readonly expressions: Readonly<Record<(typeof expressionNames)[number], number>>
  /** Probability of a smile: that of "happy". */
  readonly smile: number
  readonly pose: HeadPose
  /** -1 to 1; positive where the left of the picture is lighter. */
  readonly light: number
}

const inputSide = 112

/**
 * Age, gender presentation, expression and pose by face-api's networks, light by counting.
 *
 * Protocol: tight crops are resized to 112 pixels, with nothing added or cut.
 *
 * @param pixels [N,H,W,3] levels of tight face crops
 * @throws InvalidOptionError, MissingFaceApiError; NativeBackendError where TensorFlow is not set up
 */
export async function describeFaces(
  pixels: Uint8Array,
  size: number,
  options: JudgeOptions = {},
): Promise<FaceDescription[]> {
  const [ageGender, expression, landmarks] = await Promise.all([
    faceNetwork('ageGender'),
    faceNetwork('expression'),
    faceNetwork('landmarks'),
  ])
  const kinds = expressionNames.length
  const width = 2 + kinds + landmarkNumbers
  const rows = await mapPictures(pixels, size, width, options, (levels) => {
    const input = networkInput(resizeTo(levels, inputSide))
    const { age, gender } = ageGender.forwardInput(input)
    const feminine = tf.slice(gender, [0, 1], [-1, 1])
    return tf.concat(
      [tf.expandDims(age, 1), feminine, expression.forwardInput(input), landmarks.forwardInput(input)],
      1,
    )
  })
  const face = size * size * 3
  return Array.from({ length: rows.length / width }, (_, n) => {
    const row = rows.subarray(n * width, (n + 1) * width)
    const expressions = Object.fromEntries(
      expressionNames.map((name, i) => [name, row[2 + i]]),
    ) as FaceDescription['expressions']
    return {
      age: row[0],
      feminine: row[1],
      expressions,
      smile: expressions.happy,
      pose: headPose(row.subarray(2 + kinds)),
      light: lightDirection(pixels.subarray(n * face, (n + 1) * face), size),
    }
  })
}
