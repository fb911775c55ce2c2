import { faceNetwork, networkInput } from './face-networks.ts'
import { mapPictures, resizeTo, type JudgeOptions } from './picture-batches.ts'

/** Numbers in a face's landmarks: x and y of 68 points in the order of 300-W. */
export const landmarkNumbers = 136

const inputSide = 112

/**
 * 68 points of each face, by face-api's network.
 *
 * @param pixels [N,size,size,3] levels of tight face crops
 * @returns [N,136] x and y in turn, as shares of the picture's side
 * @throws InvalidOptionError, MissingFaceApiError; NativeBackendError where TensorFlow is not set up
 */
export async function faceLandmarks(
  pixels: Uint8Array,
  size: number,
  options: JudgeOptions = {},
): Promise<Float32Array> {
  const network = await faceNetwork('landmarks')
  return mapPictures(pixels, size, landmarkNumbers, options, (levels) =>
    network.forwardInput(networkInput(resizeTo(levels, inputSide))),
  )
}
