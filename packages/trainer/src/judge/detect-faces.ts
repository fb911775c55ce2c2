import { tf } from '@facegan/tfjs-native'
import { faceNetwork, networkInput } from './face-networks.ts'
import { mapPictures, resizeTo, type JudgeOptions } from './picture-batches.ts'
import { stride, yoloBoxes } from './yolo-boxes.ts'

export interface DetectedFaces {
  /** Faces found in each picture. */
  readonly counts: Uint8Array
  /** Share of pictures with exactly one face, 0 to 1. */
  readonly exactlyOne: number
}

/** The crop lies in the middle of a grey picture, for the detector wants to see a head's surroundings. */
const canvasSide = 224
const cropSide = 148
const grey = 128

/**
 * Counts faces with face-api's tiny YOLO detector.
 *
 * Protocol: the crop is resized to 148 pixels, in the middle of 224x224 grey ones; score from .5, boxes that overlap by
 * more than .4 are one face. Chosen by measuring on portraits of 64 and 32 pixels: it finds one face in all and in 97 %
 * of them, and none in upside-down, turned, quartered, halved-and-swapped, blurred and noise pictures. SSD MobileNet
 * needs 15 times the time, finds 95 and 42 %, and accepts two thirds of the faces whose halves are swapped.
 *
 * @param pixels [N,H,W,3] levels of tight face crops
 * @throws InvalidOptionError, MissingFaceApiError; NativeBackendError where TensorFlow is not set up
 */
export async function detectFaces(
  pixels: Uint8Array,
  size: number,
  options: JudgeOptions = {},
): Promise<DetectedFaces> {
  const network = await faceNetwork('detector')
  const side = canvasSide / stride
  const width = side * side * network.anchors.length * 5
  const grids = await mapPictures(pixels, size, width, options, (levels) =>
    network.forwardInput(networkInput(onGrey(levels)), canvasSide),
  )
  const counts = Uint8Array.from({ length: grids.length / width }, (_, n) =>
    Math.min(255, yoloBoxes(grids.subarray(n * width, (n + 1) * width), side, network.anchors).length),
  )
  const single = counts.reduce((sum, count) => sum + (count === 1 ? 1 : 0), 0)
  return { counts, exactlyOne: counts.length > 0 ? single / counts.length : 0 }
}

function onGrey(levels: tf.Tensor4D): tf.Tensor4D {
  const margin = (canvasSide - cropSide) / 2
  const around: [number, number] = [margin, margin]
  return tf.pad(resizeTo(levels, cropSide), [[0, 0], around, around, [0, 0]], grey)
}
