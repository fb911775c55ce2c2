import { setImmediate } from 'node:timers/promises'
import { Mt19937 } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { Gan, presetNamed, type TrainConfig } from '@facegan/trainer'
import { greyOf, mirrored } from '../features/grey.ts'
import type { LabelledFaces } from '../labelled-faces.ts'

export interface OwnGanOptions {
  /** Thousands of pictures that it is shown; 0 leaves both networks as they were drawn. */
  readonly kimg: number
  readonly seed: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
}

/** The built-in model's networks and objective. */
export const ownGanPreset = presetNamed('faces-64')

/** A GAN that has seen these pictures, in grey, and nothing else. The caller disposes of it. */
export async function trainOwnGan(
  pictures: LabelledFaces,
  { kimg, seed, signal, onProgress }: OwnGanOptions,
): Promise<Gan> {
  await useNativeBackend()
  const config: TrainConfig = { ...ownGanPreset, seed }
  const { batchSize, network } = config
  const size = network.imageSize
  const row = size * size * 3
  const shown = bothWays(pictures, size)
  const random = new Mt19937(seed)
  const gan = new Gan(config)
  const nextBatch = () => {
    const batch = new Float32Array(batchSize * row)
    for (let i = 0; i < batchSize; i++) {
      const n = Math.floor(random.double() * (shown.length / row))
      batch.set(shown.subarray(n * row, (n + 1) * row), i * row)
    }
    return tf.tensor4d(batch, [batchSize, size, size, 3])
  }
  try {
    const steps = Math.ceil((kimg * 1000) / batchSize)
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted()
      gan.step(step, step * batchSize, nextBatch)
      onProgress?.((step + 1) / steps)
      await setImmediate() // native runs block: here timers and Ctrl-C get their turn
    }
    return gan
  } catch (error) {
    gan.dispose()
    throw error
  }
}

/** Pictures and their mirror images. @returns [2N,size,size,3] */
function bothWays({ pixels, size: from }: LabelledFaces, size: number): Float32Array {
  return tf.tidy(() =>
    tf
      .concat([pixels, mirrored(pixels, from)].map((some) => pictureValues(some, from, size)))
      .dataSync<'float32'>(),
  )
}

/**
 * What a GAN takes, grey in three channels.
 *
 * @param pixels [N,from,from,3] levels
 * @returns [N,size,size,3] in [-1, 1]
 */
export function pictureValues(pixels: Uint8Array, from: number, size: number): tf.Tensor4D {
  const grey = tf.tensor4d(greyOf(pixels), [pixels.length / (from * from * 3), from, from, 1])
  const resized = tf.image.resizeBilinear(grey, [size, size], false, true)
  return tf.tile(tf.sub(tf.div(resized, 127.5), 1), [1, 1, 1, 3])
}
