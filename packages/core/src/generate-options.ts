import { InvalidOptionError } from './errors.ts'
import { SeedSequence, randomSeed, type SeedsInput } from './seeds.ts'

export interface GenerateOptions {
  /** How many faces. Integer from 1 to 2^32. @default 1, or as many as `seeds` */
  readonly count?: number | undefined
  /** Integers in [0, 2^32), or ranges: `'0-35'`. @default a random start, counting up */
  readonly seeds?: SeedsInput | undefined
  /** Truncation psi in [0, 1]: lower is more average; 1 leaves latents untouched. @default 1 */
  readonly truncation?: number | undefined
  /** Faces per run of the network. Integer from 1 to 1024. @default 32 */
  readonly batchSize?: number | undefined
  /** Stops between batches; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  /** Called after each batch. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export interface Progress {
  readonly done: number
  readonly total: number
}

/** Ranges checked, defaults applied: the only form that internals accept. */
export interface ResolvedGenerateOptions {
  readonly seeds: SeedSequence
  readonly truncation: number
  readonly batchSize: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/**
 * @param input options, or just a count
 * @throws InvalidOptionError that names the option, the value and what is allowed
 */
export function resolveGenerateOptions(input: GenerateOptions | number = {}): ResolvedGenerateOptions {
  const options = typeof input === 'number' ? { count: input } : input
  if (typeof options !== 'object' || options === null)
    throw new InvalidOptionError('options', 'an object or a count', options)
  for (const key of Object.keys(options))
    if (!(key in checks)) throw new InvalidOptionError('options', `made of ${known}`, key)
  const truncation = checks.truncation(options.truncation ?? 1)
  const batchSize = checks.batchSize(options.batchSize ?? 32)
  checks.signal(options.signal)
  checks.onProgress(options.onProgress)
  const { signal, onProgress } = options
  return { seeds: resolveSeeds(options), truncation, batchSize, signal, onProgress }
}

function resolveSeeds({ count, seeds }: GenerateOptions): SeedSequence {
  if (count !== undefined) checks.count(count)
  if (seeds === undefined) return SeedSequence.from(randomSeed(), count ?? 1)
  const sequence = checks.seeds(seeds)
  if (count !== undefined && count !== sequence.length)
    throw new InvalidOptionError('count', `left out, or equal to the ${sequence.length} seeds given`, count)
  return sequence
}

const checks = {
  count: integer('count', 1, 2 ** 32),
  seeds: (value: SeedsInput) => SeedSequence.parse(value),
  truncation(value: number): number {
    if (typeof value === 'number' && value >= 0 && value <= 1) return value
    throw new InvalidOptionError('truncation', 'a number from 0 to 1', value)
  },
  batchSize: integer('batchSize', 1, 1024),
  signal(value: AbortSignal | undefined): void {
    if (value !== undefined && !(value instanceof AbortSignal))
      throw new InvalidOptionError('signal', 'an AbortSignal', value)
  },
  onProgress(value: unknown): void {
    if (value !== undefined && typeof value !== 'function')
      throw new InvalidOptionError('onProgress', 'a function', value)
  },
} satisfies Record<keyof GenerateOptions, unknown>

const known = Object.keys(checks)
  .map((key) => `\`${key}\``)
  .join(', ')

function integer(option: string, minimum: number, maximum: number) {
  return (value: number): number => {
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
    throw new InvalidOptionError(option, `an integer from ${minimum} to ${maximum}`, value)
  }
}
