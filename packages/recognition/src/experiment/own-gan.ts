import { setImmediate } from 'node:timers/promises'
import { Mt19937 } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { Gan, presetNamed, renderLatents, type TrainConfig } from '@facegan/trainer'
import { greyOf, mirrored } from '../features/grey.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import type { FaceSource } from './face-source.ts'

export interface OwnGanOptions {
  /** Thousands of pictures that it is shown. Above 0. */
  readonly kimg: number
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
}

/** A GAN that has seen nothing but these pictures, with the built-in model's networks and objective. */
export async function trainOwnGan(
  pictures: LabelledFaces,
  { kimg, seed, signal, onProgress }: OwnGanOptions,
): Promise<FaceSource & { dispose(): void }> {
  await useNativeBackend()
  const { network, ...preset } = presetNamed('faces-64')
  const size = network.imageSize
  const config: TrainConfig = { ...preset, network, seed }
  const shown = valuesOf(pictures, size)
  const gan = new Gan(config)
  const { batchSize } = config
  const random = new Mt19937(seed)
  const row = size * size * 3
  const nextBatch = () => {
    const batch = new Float32Array(batchSize * row)
    for (let i = 0; i < batchSize; i++) {
      const n = Math.floor(random.double() * (shown.length / row))
      batch.set(shown.subarray(n * row, (n + 1) * row), i * row)
    }
    return tf.tensor4d(batch, [batchSize, size, size, 3])
  }
  const steps = Math.ceil((kimg * 1000) / batchSize)
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted()
    gan.step(step, step * batchSize, nextBatch)
    onProgress?.((step + 1) / steps)
    await setImmediate() // native runs block: here timers and Ctrl-C get their turn
  }
  return {
    fingerprint: `own ${kimg}`,
    size,
    latentSize: network.latentSize,
    render: async (latents) => renderLatents(gan.networks.ema, latents),
    dispose: () => gan.dispose(),
  }
}

/** Pictures and their mirror images at another size. @returns [2N,size,size,3] in [-1, 1] */
function valuesOf(pictures: LabelledFaces, size: number): Float32Array {
  const both = [pictures.pixels, mirrored(pictures.pixels, pictures.size)]
  return tf.tidy(() =>
    tf
      .concat(
        both.map((pixels) => {
          const grey = tf.tensor4d(greyOf(pixels), [pictures.labels.length, pictures.size, pictures.size, 1])
          const resized = tf.image.resizeBilinear(grey, [size, size], false, true)
          return tf.tile(tf.sub(tf.div(resized, 127.5), 1), [1, 1, 1, 3])
        }),
      )
      .dataSync<'float32'>(),
  )
}
