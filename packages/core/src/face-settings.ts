import { parseEdit, type Edit } from './edit.ts'
import { InvalidOptionError } from './errors.ts'

/** How faces are made, whichever they are. */
export interface FaceSettings {
  /** Truncation psi in [0, 1]: lower is more average; 1 leaves latents untouched. @default 1 */
  readonly truncation?: number | undefined
  /** Moves every face along directions of the model: `{ smile: 1.5 }`, in standard deviations. @default none */
  readonly edit?: Edit | undefined
  /** Lets `edit` go further than the model still draws faces. @default false */
  readonly beyond?: boolean | undefined
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

/** Ranges checked, defaults applied; whether the model has the directions is for its generator to say. */
export interface ResolvedFaceSettings {
  readonly truncation: number
  readonly edit: Edit | undefined
  readonly beyond: boolean
  readonly batchSize: number
  readonly signal: AbortSignal | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/**
 * @param further options that are allowed beside the settings
 * @throws InvalidOptionError that names the option, the value and what is allowed
 */
export function resolveFaceSettings(
  options: FaceSettings,
  further: readonly string[] = [],
): ResolvedFaceSettings {
  checkOptionNames(options, [...further, ...Object.keys(checks)])
  const truncation = checks.truncation(options.truncation ?? 1)
  const edit = checks.edit(options.edit)
  const beyond = checks.beyond(options.beyond ?? false)
  const batchSize = checks.batchSize(options.batchSize ?? 32)
  checkSignal(options.signal)
  checks.onProgress(options.onProgress)
  const { signal, onProgress } = options
  return { truncation, edit, beyond, batchSize, signal, onProgress }
}

/** @throws InvalidOptionError unless it is an object with no other keys than these */
export function checkOptionNames(options: object, allowed: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new InvalidOptionError('options', 'an object', options)
  for (const key of Object.keys(options))
    if (!allowed.includes(key)) throw new InvalidOptionError('options', `made of ${listOf(allowed)}`, key)
}

/** @throws InvalidOptionError */
export function checkSignal(value: AbortSignal | undefined): void {
  if (value !== undefined && !(value instanceof AbortSignal))
    throw new InvalidOptionError('signal', 'an AbortSignal', value)
}

/** @returns a check of one option's value that throws InvalidOptionError */
export function integerCheck(option: string, minimum: number, maximum: number) {
  return (value: number): number => {
    if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
    throw new InvalidOptionError(option, `an integer from ${minimum} to ${maximum}`, value)
  }
}

/** @returns as `integerCheck` does */
export function booleanCheck(option: string) {
  return (value: boolean): boolean => {
    if (typeof value === 'boolean') return value
    throw new InvalidOptionError(option, 'true or false', value)
  }
}

const checks = {
  truncation(value: number): number {
    if (typeof value === 'number' && value >= 0 && value <= 1) return value
    throw new InvalidOptionError('truncation', 'a number from 0 to 1', value)
  },
  edit: parseEdit,
  beyond: booleanCheck('beyond'),
  batchSize: integerCheck('batchSize', 1, 1024),
  signal: checkSignal,
  onProgress(value: unknown): void {
    if (value !== undefined && typeof value !== 'function')
      throw new InvalidOptionError('onProgress', 'a function', value)
  },
} satisfies Record<keyof FaceSettings, unknown>

function listOf(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ')
}
