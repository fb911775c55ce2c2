import { InvalidOptionError } from './errors.ts'
import {
  booleanCheck,
  integerCheck,
  resolveFaceSettings,
  type FaceSettings,
  type ResolvedFaceSettings,
} from './face-settings.ts'
import type { FaceRecipe } from './recipe.ts'
import { checkSeed, SeedSequence, type SeedsInput } from './seeds.ts'

export interface InterpolateOptions extends FaceSettings {
  /** Faces in all, those of the seeds included. Integer from 2 to 1,000,000. @default 60 */
  readonly frames?: number | undefined
  /** Goes on from the last seed to the first, which is not drawn twice: played over and over, it has no seam. @default false */
  readonly loop?: boolean | undefined
}

/** Faces on the way through several seeds, each known by its place alone, so that a long way costs no memory. */
export interface ResolvedInterpolateOptions extends ResolvedFaceSettings {
  readonly frames: number
  /** Mixes at places `begin` (inclusive) to `end` (exclusive, at most `frames`). */
  readonly slice: (begin: number, end: number) => FaceRecipe[]
}

/** @throws InvalidOptionError on fewer than two seeds, or a wrong option */
export function resolveInterpolateOptions(
  input: SeedsInput,
  options: InterpolateOptions = {},
): ResolvedInterpolateOptions {
  const settings = resolveFaceSettings(options, ['frames', 'loop'])
  const seeds = SeedSequence.parse(input)
  if (seeds.length < 2) throw new InvalidOptionError('seeds', 'at least two to go between', input)
  const frames = checkFrames(options.frames ?? 60)
  const loop = checkLoop(options.loop ?? false)
  const legs = loop ? seeds.length : seeds.length - 1
  const steps = loop ? frames : frames - 1
  const seedAt = (n: number) => seeds.slice(n % seeds.length, (n % seeds.length) + 1)[0]
  const recipeAt = (frame: number): FaceRecipe => {
    const leg = Math.floor((frame * legs) / steps)
    // a whole number over a whole number: exactly 0 where a seed's own turn comes
    const t = (frame * legs - leg * steps) / steps
    return t === 0 ? { seed: seedAt(leg) } : mixOf(seedAt(leg), seedAt(leg + 1), t)
  }
  const slice = (begin: number, end: number) =>
    Array.from({ length: end - begin }, (_, i) => recipeAt(begin + i))
  return { ...settings, frames, slice }
}

/**
 * The face at `t` on the way from one seed to another; at the ends, and between a seed and itself, that seed alone.
 *
 * @throws InvalidOptionError
 */
export function mixOf(a: number, b: number, t: number): FaceRecipe {
  checkSeed(a, 'a')
  checkSeed(b, 'b')
  if (typeof t !== 'number' || !(t >= 0 && t <= 1))
    throw new InvalidOptionError('t', 'a number from 0 to 1', t)
  if (t === 0 || a === b) return { seed: a }
  return t === 1 ? { seed: b } : { seed: a, mix: { seed: b, t } }
}

const checkLoop = booleanCheck('loop')
const checkFrames = integerCheck('frames', 2, 1_000_000)
