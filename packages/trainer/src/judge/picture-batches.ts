import { setImmediate } from 'node:timers/promises'
import { InvalidOptionError } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'

export interface JudgeOptions {
  /** Pictures per run of a network. Integer from 1 up. @default 32 */
  readonly batchSize?: number | undefined
  /** Stops between batches; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
}

/** Below this no network sees a face; above it a picture is none that this package makes. */
const smallest = 16
const largest = 1024

/** @throws InvalidOptionError unless `pixels` are whole square pictures of RGB levels */
export function countPictures(pixels: Uint8Array, size: number): number {
  if (!Number.isInteger(size) || size < smallest || size > largest)
    throw new InvalidOptionError('size', `an integer from ${smallest} to ${largest}`, size)
  if (!(pixels instanceof Uint8Array) || pixels.length % (size * size * 3) !== 0)
    throw new InvalidOptionError(
      'pixels',
      `[N,${size},${size},3] levels, a multiple of ${size * size * 3} bytes`,
      pixels instanceof Uint8Array ? pixels.length : typeof pixels,
    )
  return pixels.length / (size * size * 3)
}

/**
 * Runs a network over pictures, batch by batch, and leaves no tensor behind.
 *
 * @param pixels [N,H,W,3] levels
 * @param width numbers that come out for a picture
 * @param compute [B,H,W,3] levels as float32 -> a tensor of B·width numbers; runs inside `tf.tidy`
 * @returns [N,width]
 * @throws InvalidOptionError on pixels that are no pictures of that size
 */
export async function mapPictures(
  pixels: Uint8Array,
  size: number,
  width: number,
  { batchSize = 32, signal }: JudgeOptions,
  compute: (levels: tf.Tensor4D) => tf.Tensor,
): Promise<Float32Array> {
  const count = countPictures(pixels, size)
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new InvalidOptionError('batchSize', 'an integer from 1 up', batchSize)
  const row = size * size * 3
  const rows = new Float32Array(count * width)
  for (let from = 0; from < count; from += batchSize) {
    signal?.throwIfAborted()
    const length = Math.min(batchSize, count - from)
    const batch = pixels.subarray(from * row, (from + length) * row)
    const result = tf.tidy(() => compute(tf.tensor4d(batch, [length, size, size, 3], 'float32')))
    try {
      rows.set(await result.data(), from * width)
    } finally {
      result.dispose()
    }
    await setImmediate() // native runs block: here timers and Ctrl-C get their turn
  }
  return rows
}

/** Bilinear, with pixel centres at half pixels, as every decoder of pictures has them. */
export function resizeTo(pictures: tf.Tensor4D, side: number): tf.Tensor4D {
  return tf.image.resizeBilinear(pictures, [side, side], false, true)
}
