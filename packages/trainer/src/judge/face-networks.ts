import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { loadFaceApi, type FaceApi, type FaceApiPackage } from './face-api.ts'

/** Each network: how it is made, and the name of its weights. */
const networks = {
  recognition: { make: (api: FaceApi) => new api.FaceRecognitionNet(), weights: 'face_recognition_model' },
  landmarks: { make: (api: FaceApi) => new api.FaceLandmark68Net(), weights: 'face_landmark_68_model' },
  expression: { make: (api: FaceApi) => new api.FaceExpressionNet(), weights: 'face_expression_model' },
  ageGender: { make: (api: FaceApi) => new api.AgeGenderNet(), weights: 'age_gender_model' },
  detector: { make: (api: FaceApi) => new api.TinyFaceDetector(), weights: 'tiny_face_detector_model' },
}

type NetworkName = keyof typeof networks
type NetworkOf<Name extends NetworkName> = ReturnType<(typeof networks)[Name]['make']>
type NetworkInput = InstanceType<FaceApi['NetInput']>

let installed: FaceApiPackage | undefined
const loaded = new Map<NetworkName, Promise<NetworkOf<NetworkName>>>()

/**
 * A network with its weights, loaded at its first use and kept.
 *
 * @throws MissingFaceApiError, and NativeBackendError where TensorFlow is not set up
 */
export async function faceNetwork<Name extends NetworkName>(name: Name): Promise<NetworkOf<Name>> {
  let network = loaded.get(name)
  if (!network) {
    network = open(name)
    loaded.set(name, network)
    network.catch(() => loaded.delete(name)) // so that an install or a setup in between can help
  }
  return network as Promise<NetworkOf<Name>>
}

/** Frees the weights of all networks; the next use loads them again. */
export async function disposeFaceNetworks(): Promise<void> {
  const all = [...loaded.values()]
  loaded.clear()
  for (const network of all) (await network).dispose()
}

/** @param pictures [N,H,W,3] levels 0 to 255 */
export function networkInput(pictures: tf.Tensor4D): NetworkInput {
  installed ??= loadFaceApi()
  return new installed.api.NetInput(tf.unstack(pictures) as tf.Tensor3D[], true)
}

async function open(name: NetworkName): Promise<NetworkOf<NetworkName>> {
  installed ??= loadFaceApi()
  await useNativeBackend()
  const { make, weights } = networks[name]
  const manifest = JSON.parse(
    await readFile(join(installed.models, `${weights}-weights_manifest.json`), 'utf8'),
  ) as { weights: tf.io.WeightsManifestEntry[] }[]
  const bytes = await readFile(join(installed.models, `${weights}.bin`))
  const buffer = new Uint8Array(bytes).buffer
  const network = make(installed.api)
  network.loadFromWeightMap(
    tf.io.decodeWeights(
      buffer,
      manifest.flatMap((group) => group.weights),
    ),
  )
  return network
}
