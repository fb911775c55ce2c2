import { InvalidOptionError, SeedSequence, integerCheck, syntheticXmp } from '@facegan/core'
import { commonLabel } from './common-label.ts'
import { checkEncoding, type EncodeOptions } from './encode.ts'
import { enlarge, resolveEnlargeOptions, type EnlargeOptions } from './enlarge.ts'
import type { NodeFace } from './face.ts'

export interface AnimationOptions extends EncodeOptions, EnlargeOptions {
  /** Frames a second, from 1 to 60. @default 20 */
  readonly fps?: number | undefined
  /** How often it is played; 0 is for ever. Integer from 0 to 65,535. @default 0 */
  readonly plays?: number | undefined
}

/** What WebP can hold. */
const sideLimit = 16_383
/** All frames lie in memory at once, four bytes a pixel. */
const pixelLimit = 2 ** 28

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
  const common = commonLabel('frames', frames)
  if (frames.length < 2) throw new InvalidOptionError('frames', 'at least two faces', frames.length)
  const { fps = 20, quality = 90, lossless = false } = options
  checkEncoding('webp', { quality, lossless })
  if (typeof fps !== 'number' || !(fps >= 1 && fps <= 60))
    throw new InvalidOptionError('fps', 'a number from 1 to 60', fps)
  const loop = integerCheck('plays', 0, 65_535)(options.plays ?? 0)
  const { scale, kernel } = resolveEnlargeOptions(options)
  const [width, height] = [frames[0].width * scale, frames[0].height * scale]
  if (Math.max(width, height) > sideLimit || width * height * frames.length > pixelLimit)
    throw new InvalidOptionError(
      'frames',
      `at most ${sideLimit} pixels a side and ${pixelLimit} pixels in all`,
      `${frames.length} of ${width}x${height}`,
      'use a smaller `scale`, fewer frames, or `writeFaces` for a folder of them',
    )

  const data = new Uint8ClampedArray(frames.length * height * width * 4) // [N,H,W,4]
  for (const [n, face] of frames.entries())
    data.set((await enlarge(face, scale, kernel)).data, n * height * width * 4)
  const raw = { width, height: height * frames.length, channels: 4, pageHeight: height } as const
  const seed = SeedSequence.parse(seedsPassed(frames)).toString()
  const { default: sharp } = await import('sharp')
  return sharp(data, { raw, limitInputPixels: false })
    .removeAlpha()
    .webp({ quality, lossless, smartSubsample: true, loop, delay: delaysMs(frames.length, fps) })
    .withXmp(syntheticXmp({ ...common, seed }))
    .toBuffer()
}

/** Each seed once in a row: a way from 3 to 8 is many faces of seed 3, mixed with 8. */
function seedsPassed(frames: readonly NodeFace[]): number[] {
  return frames.map(({ seed }) => seed).filter((seed, n, all) => n === 0 || seed !== all[n - 1])
}

/** Whole milliseconds, rounded so that no error adds up. */
function delaysMs(count: number, fps: number): number[] {
  const begin = (frame: number) => Math.round((frame * 1000) / fps)
  return Array.from({ length: count }, (_, frame) => begin(frame + 1) - begin(frame))
}
