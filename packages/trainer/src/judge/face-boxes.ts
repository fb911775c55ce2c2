import { InvalidOptionError } from '@facegan/core'
import { faceNetwork, networkInput } from './face-networks.ts'
import { countPictures, mapPictures, type JudgeOptions } from './picture-batches.ts'
import { stride, yoloBoxes, type FaceBox } from './yolo-boxes.ts'

/**
 * Where faces are in square pictures, by face-api's tiny YOLO detector. It sees faces from about 20 pixels up to two
 * thirds of the picture, upright within some 30 degrees: whoever looks for others enlarges, shrinks or turns first.
 *
 * @param pixels [N,size,size,3] levels
 * @param size a multiple of 32
 * @returns [N] the boxes of each picture, surest first
 * @throws InvalidOptionError, MissingFaceApiError; NativeBackendError where TensorFlow is not set up
 */
export async function faceBoxes(
  pixels: Uint8Array,
  size: number,
  options: JudgeOptions = {},
): Promise<FaceBox[][]> {
  const count = countPictures(pixels, size)
  if (size % stride !== 0) throw new InvalidOptionError('size', `a multiple of ${stride}`, size)
  const network = await faceNetwork('detector')
  const side = size / stride
  const width = side * side * network.anchors.length * 5
  const grids = await mapPictures(pixels, size, width, options, (levels) =>
    network.forwardInput(networkInput(levels), size),
  )
  return Array.from({ length: count }, (_, n) =>
    yoloBoxes(grids.subarray(n * width, (n + 1) * width), side, network.anchors),
  )
}
