import { join } from 'node:path'
import { messageOf } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'
import { loadLayersModel } from '@facegan/trainer'

/** A run's discriminator, as an instrument. */
export interface Discriminator {
  /** Logits of pictures [N,H,W,3]. */
  discriminate(pixels: Uint8Array): Promise<Float32Array>
  dispose(): void
}

/** @returns undefined, with a message, where it cannot be opened: the other measures need none */
export async function openDiscriminator(
  checkpoint: string,
  size: number,
  onMessage: (message: string) => void,
): Promise<Discriminator | undefined> {
  try {
    const model = await loadLayersModel(join(checkpoint, 'discriminator'))
    return {
      discriminate: async (pixels) => logitsOf(model, pixels, size),
      dispose: () => model.dispose(),
    }
  } catch (error) {
    onMessage(`The discriminator is left out, for it could not be opened: ${messageOf(error)}`)
    return undefined
  }
}

const batchSize = 64

function logitsOf(discriminator: tf.LayersModel, pixels: Uint8Array, size: number): Float32Array {
  const image = size * size * 3
  const count = pixels.length / image
  const logits: number[] = []
  while (logits.length < count) {
    // always a whole batch, from the start again at the end: the discriminator may look at the spread of a batch
    const levels = new Float32Array(batchSize * image)
    for (let n = 0; n < batchSize; n++) {
      const picture = (logits.length + n) % count
      levels.set(pixels.subarray(picture * image, (picture + 1) * image), n * image)
    }
    const part = tf.tidy(() => {
      const batch = tf.tensor4d(levels, [batchSize, size, size, 3])
      return (discriminator.predict(tf.sub(tf.div(batch, 127.5), 1)) as tf.Tensor).dataSync()
    })
    logits.push(...part)
  }
  return Float32Array.from(logits.slice(0, count))
}
