import { InvalidOptionError } from './errors.ts'
import {
  integerCheck,
  resolveFaceSettings,
  type FaceSettings,
  type ResolvedFaceSettings,
} from './face-settings.ts'
import { SeedSequence, randomSeed, type SeedsInput } from './seeds.ts'

export interface GenerateOptions extends FaceSettings {
  /** How many faces. Integer from 1 to 2^32. @default 1, or as many as `seeds` */
  readonly count?: number | undefined
  /** Integers in [0, 2^32), or ranges: `'0-35'`. @default a random start, counting up */
  readonly seeds?: SeedsInput | undefined
}

/** Ranges checked, defaults applied: the only form that internals accept. */
export interface ResolvedGenerateOptions extends ResolvedFaceSettings {
  readonly seeds: SeedSequence
}

/**
 * @param input options, or just a count
 * @throws InvalidOptionError that names the option, the value and what is allowed
 */
export function resolveGenerateOptions(input: GenerateOptions | number = {}): ResolvedGenerateOptions {
  const options = typeof input === 'number' ? { count: input } : input
  if (typeof options !== 'object' || options === null)
    throw new InvalidOptionError('options', 'an object or a count', options)
  const settings = resolveFaceSettings(options, ['count', 'seeds'])
  return { seeds: resolveSeeds(options), ...settings }
}

function resolveSeeds({ count, seeds }: GenerateOptions): SeedSequence {
  if (count !== undefined) checkCount(count)
  if (seeds === undefined) return SeedSequence.from(randomSeed(), count ?? 1)
  const sequence = SeedSequence.parse(seeds)
  if (count !== undefined && count !== sequence.length)
    throw new InvalidOptionError('count', `left out, or equal to the ${sequence.length} seeds given`, count)
  return sequence
}

const checkCount = integerCheck('count', 1, 2 ** 32)
