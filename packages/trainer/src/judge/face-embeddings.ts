import type { FeatureSpace } from '../metrics/features.ts'
import { faceNetwork, networkInput } from './face-networks.ts'
import { mapPictures, resizeTo, type JudgeOptions } from './picture-batches.ts'

/** Numbers in a face's embedding. */
export const embeddingSize = 128

/** What the network was trained on: dlib's 150-pixel crops. */
const inputSide = 150

/**
 * One point a face, so that pictures of one person lie close together: dlib's ResNet-29, as face-api carries it. Its
 * usual threshold for "the same person" is a Euclidean distance of .6; `likeness` sets a stricter one.
 *
 * Protocol: tight crops (eyes at .31 and .69 of the width, .28 of the height) are resized to 150 pixels, with nothing
 * added or cut: on labelled crops, margins of 10 and 20 % and a cut of 5 % all told people apart less well.
 *
 * @param pixels [N,H,W,3] levels of tight face crops
 * @returns [N,128]
 * @throws InvalidOptionError, MissingFaceApiError; NativeBackendError where TensorFlow is not set up
 */
export async function faceEmbeddings(
  pixels: Uint8Array,
  size: number,
  options: JudgeOptions = {},
): Promise<Float32Array> {
  const network = await faceNetwork('recognition')
  return mapPictures(pixels, size, embeddingSize, options, (levels) =>
    network.forwardInput(networkInput(resizeTo(levels, inputSide))),
  )
}

/** Faces as a recogniser sees them: near means looking alike, whatever the background. */
export const faceEmbeddingSpace: FeatureSpace = {
  name: 'face-embedding',
  featuresOf: (pixels, size) => faceEmbeddings(pixels, size),
}
