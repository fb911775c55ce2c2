import { latentsOf } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'
import sharp from 'sharp'

/** Faces of seeds 0, 1, 2, … from a generator in memory: [N,H,W,3] levels, as every exported runtime rounds them. */
export function renderSeeds(generator: tf.LayersModel, seeds: readonly number[]): Uint8Array {
  const latentSize = generator.inputs[0].shape[1] as number
  return tf.tidy(() => {
    const z = tf.tensor2d(latentsOf(seeds, latentSize), [seeds.length, latentSize])
    const images = generator.apply(z, { training: false }) as tf.Tensor4D // [N,H,W,3] in [-1,1]
    const levels = tf.floor(tf.add(tf.mul(tf.clipByValue(images, -1, 1), 127.5), 128)) // rounds half up
    return Uint8Array.from(levels.dataSync())
  })
}

/**
 * Pictures side by side in a square-ish grid.
 *
 * @param pixels [N,H,W,3] levels
 * @returns a lossless WebP
 */
export async function gridOf(pixels: Uint8Array, size: number, columns: number): Promise<Buffer> {
  const face = size * size * 3
  const count = pixels.length / face
  const rows = Math.ceil(count / columns)
  const tiles = Array.from({ length: count }, (_, n) => ({
    input: Buffer.from(pixels.buffer, pixels.byteOffset + n * face, face),
    raw: { width: size, height: size, channels: 3 as const },
    left: (n % columns) * size,
    top: Math.floor(n / columns) * size,
  }))
  return sharp({ create: { width: columns * size, height: rows * size, channels: 3, background: '#000' } })
    .composite(tiles)
    .webp({ lossless: true })
    .toBuffer()
}
