import { latentsOf } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'
import sharp from 'sharp'
import { toLevels } from '../metrics/levels.ts'

/** More at once would take memory and save no time. */
const drawnAtOnce = 64

/** Faces of any seeds from a generator in memory: [N,H,W,3] levels, as every exported runtime rounds them. */
export function renderSeeds(generator: tf.LayersModel, seeds: readonly number[]): Uint8Array {
  const [, latentSize] = generator.inputs[0].shape as number[]
  return renderLatents(generator, latentsOf(seeds, latentSize))
}

/** As `renderSeeds`, of any latents [N,Z]. */
export function renderLatents(generator: tf.LayersModel, latents: Float32Array): Uint8Array {
  const [, latentSize] = generator.inputs[0].shape as number[]
  const count = latents.length / latentSize
  const [, height, width, channels] = generator.outputs[0].shape as number[]
  const face = height * width * channels
  const pixels = new Uint8Array(count * face)
  for (let from = 0; from < count; from += drawnAtOnce) {
    const some = latents.subarray(from * latentSize, (from + drawnAtOnce) * latentSize)
    const levels = tf.tidy(() => {
      const z = tf.tensor2d(some, [some.length / latentSize, latentSize])
      return toLevels(generator.apply(z, { training: false }) as tf.Tensor4D)
    })
    pixels.set(levels, from * face)
  }
  return pixels
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
