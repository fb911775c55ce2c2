import { commonLabel } from './common-label.ts'
import { InvalidOptionError } from './errors.ts'
import type { FaceOfModel } from './face-model.ts'
import { integerCheck } from './face-settings.ts'
import { sideLimits } from './image-format.ts'
import type { SyntheticLabel } from './label.ts'
import { SeedSequence } from './seeds.ts'

export interface AnimationTiming {
  /** Frames a second, from 1 to 60. @default 20 */
  readonly fps?: number | undefined
  /** How often it is played; 0 is for ever. Integer from 0 to 65,535. @default 0 */
  readonly plays?: number | undefined
}

/** All that an animated WebP is, but its pictures. */
export interface AnimationPlan {
  readonly width: number
  readonly height: number
  readonly plays: number
  /** Of each frame, in whole milliseconds. */
  readonly delaysMs: readonly number[]
  readonly label: SyntheticLabel
}

/** All frames lie in memory at once, four bytes a pixel. */
const pixelLimit = 2 ** 28

/**
 * @param scale how many times frames are enlarged
 * @throws InvalidOptionError on fewer than two frames, frames of several sizes or models, or more than WebP or memory can hold
 */
export function planAnimation(
  frames: readonly FaceOfModel[],
  { fps = 20, plays = 0 }: AnimationTiming,
  scale: number,
): AnimationPlan {
  const common = commonLabel('frames', frames)
  if (frames.length < 2) throw new InvalidOptionError('frames', 'at least two faces', frames.length)
  if (typeof fps !== 'number' || !(fps >= 1 && fps <= 60))
    throw new InvalidOptionError('fps', 'a number from 1 to 60', fps)
  integerCheck('plays', 0, 65_535)(plays)
  const [width, height] = [frames[0].width * scale, frames[0].height * scale]
  if (Math.max(width, height) > sideLimits.webp || width * height * frames.length > pixelLimit)
    throw new InvalidOptionError(
      'frames',
      `at most ${sideLimits.webp} pixels a side and ${pixelLimit} pixels in all`,
      `${frames.length} of ${width}x${height}`,
      'use a smaller `scale` or fewer frames, or save them one by one',
    )
  const seed = SeedSequence.parse(seedsPassed(frames)).toString()
  return { width, height, plays, delaysMs: delaysMs(frames.length, fps), label: { ...common, seed } }
}

/** Each seed once in a row: a way from 3 to 8 is many faces of seed 3, mixed with 8. */
function seedsPassed(frames: readonly FaceOfModel[]): number[] {
  return frames.map(({ seed }) => seed).filter((seed, n, all) => n === 0 || seed !== all[n - 1])
}

/** Rounded so that no error adds up. */
function delaysMs(count: number, fps: number): number[] {
  const begin = (frame: number) => Math.round((frame * 1000) / fps)
  return Array.from({ length: count }, (_, frame) => begin(frame + 1) - begin(frame))
}
