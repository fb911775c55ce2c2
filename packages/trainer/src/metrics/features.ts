import { InvalidOptionError } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'

/** What a feature space makes of N pictures: [N,F], row by row. */
export interface Features {
  /** N */
  readonly count: number
  /** F */
  readonly dimensions: number
  /** N * F numbers. */
  readonly values: Float32Array
}

/** Turns pictures into vectors whose distances mean something; every metric but MS-SSIM is computed on these. */
export interface FeatureSpace {
  /** Short and stable: the key under which an evaluation reports it, such as `random-conv`. */
  readonly name: string
  /**
   * @param pixels [N,H,W,3] levels
   * @param size H and W
   * @returns [N,F] in the order of the pictures; a tensor is disposed by the caller
   */
  featuresOf(pixels: Uint8Array, size: number): Promise<Float32Array | tf.Tensor2D>
}

/** Runs a space on pictures and gives back numbers that live outside of tfjs. */
export async function readFeatures(space: FeatureSpace, pixels: Uint8Array, size: number): Promise<Features> {
  const count = countPictures(space.name, pixels, size)
  const result = await space.featuresOf(pixels, size)
  const values = result instanceof Float32Array ? result : ((await result.data()) as Float32Array)
  if (!(result instanceof Float32Array)) result.dispose()
  return { count, dimensions: values.length / count, values }
}

/** @throws InvalidOptionError when `pixels` does not hold a whole number of pictures of this size */
export function countPictures(what: string, pixels: Uint8Array, size: number): number {
  const count = pixels.length / (size * size * 3)
  if (!Number.isInteger(count))
    throw new InvalidOptionError(
      what,
      `[N,${size},${size},3] levels, a multiple of ${size * size * 3}`,
      pixels.length,
    )
  return count
}

/** The rows of these indices, in their order. */
export function pickFeatures({ dimensions, values }: Features, indices: readonly number[]): Features {
  const picked = new Float32Array(indices.length * dimensions)
  indices.forEach((index, n) =>
    picked.set(values.subarray(index * dimensions, (index + 1) * dimensions), n * dimensions),
  )
  return { count: indices.length, dimensions, values: picked }
}

/** [N,F] */
export function tensorOf({ count, dimensions, values }: Features): tf.Tensor2D {
  return tf.tensor2d(values, [count, dimensions])
}

/** @throws InvalidOptionError when two sets do not come from one space, or one has fewer than `minimum` rows */
export function checkFeatures(real: Features, generated: Features, minimum: number): void {
  if (real.dimensions !== generated.dimensions)
    throw new InvalidOptionError(
      'generated',
      `of ${real.dimensions} dimensions, as the real features`,
      generated.dimensions,
    )
  for (const [name, { count }] of Object.entries({ real, generated }))
    if (count < minimum) throw new InvalidOptionError(name, `at least ${minimum} feature vectors`, count)
}
