import { Mt19937, fillLatent } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { architectures, layersOf, type CnnLayer } from '../cnn/architectures.ts'
import { classicAugmentation, showPicture, standardPictures } from '../cnn/augment-pictures.ts'
import { learn } from '../cnn/learn.ts'
import { foldOverBatches, forwardFolded, forwardTraining, initialWeights } from '../cnn/network.ts'
import { greyLevels } from '../features/grey.ts'
import type { FaceSource } from './face-source.ts'

/** Finds the latents of pictures, as nearly as a generator can draw them. */
export interface Encoder {
  /**
   * @param grey [N,size,size] levels
   * @returns [N,Z]
   */
  latentsOf(grey: Uint8Array): Float32Array
  dispose(): void
}

export interface EncoderOptions {
  readonly seed: number
  /** Faces that it learns from, each seen in several lights. @default 12000 */
  readonly faces?: number
  /** @default 1200 */
  readonly steps?: number
  readonly signal?: AbortSignal | undefined
}

const batchSize = 48
const drawnAtOnce = 250
/** Turned and shifted a little, as real crops are; never mirrored, for that would be another latent. */
const augmentation = { ...classicAugmentation, mirror: false, rotation: 3, zoom: 0.03, shift: 0.02 }

/**
 * A network that sees a generator's faces and learns to say the latents that they were drawn from: the way into latent
 * space that needs the generator's output alone, whatever runtime it runs on.
 *
 * @see Perarnau et al. 2016, "Invertible Conditional GANs for image editing", arXiv:1611.06355, section 3.1
 */
export async function trainEncoder(source: FaceSource, options: EncoderOptions): Promise<Encoder> {
  const { seed, faces = 12_000, steps = 1200, signal } = options
  await useNativeBackend()
  const { size, latentSize } = source
  const area = size * size
  const latents = new Float32Array(faces * latentSize)
  const grey = new Uint8Array(faces * area)
  for (let n = 0; n < faces; n++) fillLatent(n, latents.subarray(n * latentSize, (n + 1) * latentSize))
  for (let from = 0; from < faces; from += drawnAtOnce) {
    const some = latents.slice(from * latentSize, (from + drawnAtOnce) * latentSize)
    grey.set(greyLevels(await source.render(some, signal)), from * area)
  }

  const layers = layersOf({ ...architectures.small, embedding: latentSize }, size)
  const variables: Record<string, tf.Variable> = tf.tidy(() =>
    Object.fromEntries(
      Object.entries(initialWeights(layers, seed)).map(([name, value]) => [name, tf.variable(value)]),
    ),
  )
  const random = new Mt19937(seed)
  const nextInputs = (): EncoderInputs => {
    const shown = new Float32Array(batchSize * area)
    const wanted = new Float32Array(batchSize * latentSize)
    for (let row = 0; row < batchSize; row++) {
      const n = Math.floor(random.double() * faces)
      const picture = grey.subarray(n * area, (n + 1) * area)
      showPicture(picture, size, augmentation, random, shown.subarray(row * area, (row + 1) * area))
      wanted.set(latents.subarray(n * latentSize, (n + 1) * latentSize), row * latentSize)
    }
    return {
      pictures: tf.tensor4d(shown, [batchSize, size, size, 1]),
      wanted: tf.tensor2d(wanted, [batchSize, latentSize]),
    }
  }
  try {
    await learn(
      { steps, learningRate: 4e-3, weightDecay: 0.01 },
      {
        variables: Object.values(variables),
        lossOf: ({ pictures, wanted }: EncoderInputs) =>
          tf.mean(tf.square(tf.sub(forwardTraining(layers, variables, pictures).embeddings, wanted))),
        nextInputs,
        signal,
      },
    )
    const folded = foldOverBatches(layers, variables, () => nextInputs().pictures)
    return {
      latentsOf: (pictures) => encode(layers, folded, pictures, size),
      dispose: () => tf.dispose(folded),
    }
  } finally {
    tf.dispose(Object.values(variables))
  }
}

type EncoderInputs = { readonly pictures: tf.Tensor4D; readonly wanted: tf.Tensor2D }

function encode(
  layers: readonly CnnLayer[],
  folded: Readonly<Record<string, tf.Tensor>>,
  grey: Uint8Array,
  size: number,
): Float32Array {
  const area = size * size
  return tf.tidy(() => {
    const x = tf.tensor4d(standardPictures(grey, area), [grey.length / area, size, size, 1])
    return forwardFolded(layers, folded, x).dataSync<'float32'>()
  })
}
