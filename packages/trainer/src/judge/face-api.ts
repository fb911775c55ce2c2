import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { tf } from '@facegan/tfjs-native'
import { MissingFaceApiError } from './errors.ts'

/** What face-api takes: pictures of levels 0 to 255, resized to what the network wants. */
export interface NetInput {
  readonly batchSize: number
}

export interface Network {
  loadFromWeightMap(weights: tf.NamedTensorMap): void
  dispose(): void
}

/** A network of one output row a picture. */
export interface PictureNetwork extends Network {
  forwardInput(input: NetInput): tf.Tensor2D
}

export interface AgeGenderNetwork extends Network {
  /** Age in years [N]; the share of "male" and "female" in the answer [N,2]. */
  forwardInput(input: NetInput): { age: tf.Tensor1D; gender: tf.Tensor2D }
}

export interface DetectorNetwork extends Network {
  /** YOLO's grid [N,G,G,5·A]: for each anchor x, y, width, height and score, before their sigmoids and exponentials. */
  forwardInput(input: NetInput, size: number): tf.Tensor4D
  /** Width and height of each anchor, in cells. */
  readonly anchors: readonly { readonly x: number; readonly y: number }[]
}

/** The part of face-api that the judge uses. Its own types would ask users of ours for the package. */
export interface FaceApi {
  /** Its view of TensorFlow.js: functions of ours. */
  readonly tf: typeof tf
  readonly NetInput: new (pictures: readonly tf.Tensor3D[], isBatch: boolean) => NetInput
  readonly FaceRecognitionNet: new () => PictureNetwork
  readonly FaceLandmark68Net: new () => PictureNetwork
  readonly FaceExpressionNet: new () => PictureNetwork
  readonly AgeGenderNet: new () => AgeGenderNetwork
  readonly TinyFaceDetector: new () => DetectorNetwork
}

/** face-api and the folder of its weights. */
export interface FaceApiPackage {
  readonly api: FaceApi
  readonly models: string
}

const packageName = '@vladmandic/face-api'

/**
 * Loads face-api's Node build on the engine of `@facegan/tfjs-native`.
 *
 * That build asks for `@tensorflow/tfjs-node`, which installs nowhere; so its file is run with a `require` that answers
 * with our `tf`. There is one engine then, whatever a package manager has put where.
 *
 * @param resolve finds a file of an installed package
 * @throws MissingFaceApiError with the line that installs it
 */
export function loadFaceApi(
  resolve: (file: string) => string = createRequire(import.meta.url).resolve,
): FaceApiPackage {
  const folder = findPackage(resolve)
  const file = join(folder, 'dist/face-api.node.js')
  const own = createRequire(file)
  const module = { exports: {} }
  const run = compileFunction(readFileSync(file, 'utf8'), ['require', 'module', 'exports'], {
    filename: file,
  })
  run((name: string) => (name === '@tensorflow/tfjs-node' ? tf : own(name)), module, module.exports)
  return { api: module.exports as FaceApi, models: join(folder, 'model') }
}

function findPackage(resolve: (file: string) => string): string {
  try {
    return dirname(resolve(`${packageName}/package.json`))
  } catch (error) {
    throw new MissingFaceApiError(error)
  }
}
