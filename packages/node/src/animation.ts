import {
  planAnimation,
  resolveEnlargeOptions,
  syntheticXmp,
  type AnimationTiming,
  type EnlargeOptions,
} from '@facegan/core'
import { checkEncoding, type EncodeOptions } from './encode.ts'
import { kernels } from './enlarge.ts'
import type { NodeFace } from './face.ts'

export interface AnimationOptions extends AnimationTiming, EncodeOptions, EnlargeOptions {}

/**
 * Faces one after another as an animated WebP, such as those of `generator.interpolate`. Its XMP says that it is synthetic and names the
 * seeds that it goes through.
 *
 * @returns the file's bytes
 * @throws InvalidOptionError on fewer than two frames, frames of several sizes or models, or more than WebP or memory can hold
 */
export async function animation(
  frames: readonly NodeFace[],
  options: AnimationOptions = {},
): Promise<Buffer> {
  const { quality = 90, lossless = false } = options
  checkEncoding('webp', { quality, lossless })
  const { scale, kernel } = resolveEnlargeOptions(options)
  const { width, height, plays, delaysMs, label } = planAnimation(frames, options, scale)

  const data = new Uint8ClampedArray(frames.length * height * width * 4) // [N,H,W,4]
  for (const [n, face] of frames.entries())
    data.set((await kernels[kernel](face, scale)).data, n * height * width * 4)
  const raw = { width, height: height * frames.length, channels: 4, pageHeight: height } as const
  const { default: sharp } = await import('sharp')
  return sharp(data, { raw, limitInputPixels: false })
    .removeAlpha()
    .webp({ quality, lossless, smartSubsample: true, loop: plays, delay: [...delaysMs] })
    .withXmp(syntheticXmp(label))
    .toBuffer()
}
