import { InvalidOptionError } from '@facegan/core'
import type { TrainConfig } from './config.ts'
import type { DataSource } from './data/dataset.ts'
import { trainDevices } from './device.ts'
import { newPatience, type Patience } from './metrics/patience.ts'
import { resolveConfig, type ConfigChanges } from './presets/extend.ts'
import type { Limits } from './run/budget.ts'

/** A folder, .tar, .tar.gz or .zip of JPEG, PNG or WebP pictures. */
export type TrainData =
  | string
  | {
      readonly path: string
      /** How many times an epoch shows each of its pictures. Whole number from 1 up. @default 1 */
      readonly repeat?: number | undefined
    }

/** How far a run goes, and what it writes on the way; whichever limit comes first ends it. */
interface RunOptions {
  /**
   * What computes: `native` TensorFlow, `wasm`, or `auto`, which is WASM only where native TensorFlow does not load.
   * A run may change it when it goes on; it is then the same up to rounding, not bit for bit.
   *
   * @default 'auto'
   */
  readonly device?: (typeof trainDevices)[number] | undefined
  /** The run folder. A new run wants it empty or missing; `resume` wants a run in it. */
  readonly out: string
  /** Wall time of this call, in minutes. Above 0. @default no limit */
  readonly minutes?: number | undefined
  /** Thousands of pictures seen, over all sessions. Above 0. @default 1000 where there is no other limit */
  readonly kimg?: number | undefined
  /** Passes over the pictures, over all sessions. Above 0. @default no limit */
  readonly epochs?: number | undefined
  /** Thousands of pictures between two evaluations of the averaged generator; 0 for none. @default 50 */
  readonly evaluateEveryKimg?: number | undefined
  /**
   * Stop once so many evaluations in a row were no better, by more than chance, than the best. Whole number from 1 up.
   *
   * @default never
   */
  readonly patience?: number | undefined
  /** Seconds between two checkpoints, above 0; the first one of a run comes after a minute at the latest. @default 300 */
  readonly checkpointEverySeconds?: number | undefined
}

/** A run from the start. */
export interface NewRunOptions extends RunOptions {
  /** The pictures: one source or several. */
  readonly data: TrainData | readonly TrainData[]
  /**
   * Networks, losses, optimizers, seed: a preset's name, a preset and what is different (as in a config file), or all
   * of it.
   *
   * @default 'faces-64'
   */
  readonly config?: string | ConfigChanges | TrainConfig | undefined
  readonly resume?: false | undefined
}

/** A run that goes on from its last checkpoint; it knows its config and its pictures. */
export interface ResumeOptions extends RunOptions {
  readonly resume: true
  readonly data?: undefined
  readonly config?: undefined
}

/** All that decides the result. */
export type TrainOptions = NewRunOptions | ResumeOptions

/** Ranges checked, defaults applied: the only form that the loop takes. */
export interface ResolvedTrainOptions {
  readonly out: string
  readonly device: (typeof trainDevices)[number]
  /** Undefined to go on with the run in `out`. */
  readonly start: { readonly config: TrainConfig; readonly data: readonly DataSource[] } | undefined
  readonly limits: Limits
  readonly evaluateEveryKimg: number
  readonly patience: Patience
  readonly checkpointEverySeconds: number
}

const names: readonly string[] = [
  'out',
  'data',
  'config',
  'device',
  'resume',
  'minutes',
  'kimg',
  'epochs',
  'evaluateEveryKimg',
  'patience',
  'checkpointEverySeconds',
] satisfies readonly (keyof TrainOptions)[]

/** @throws InvalidOptionError that names the first option, or field of the config, that is wrong */
export function resolveTrainOptions(options: TrainOptions): ResolvedTrainOptions {
  for (const name of Object.keys(options))
    if (!names.includes(name))
      throw new InvalidOptionError('options', `made of ${names.join(', ')}`, name, elsewhere)
  const { out, minutes, kimg, epochs, evaluateEveryKimg, checkpointEverySeconds } = options
  if (typeof out !== 'string' || out === '')
    throw new InvalidOptionError('out', 'the path of a run folder', out)
  const { device = 'auto' } = options
  if (!trainDevices.includes(device))
    throw new InvalidOptionError('device', `one of ${trainDevices.join(', ')}`, device)
  for (const [name, value] of Object.entries({ minutes, kimg, epochs, checkpointEverySeconds }))
    if (value !== undefined && !(typeof value === 'number' && value > 0))
      throw new InvalidOptionError(name, 'a number above 0', value)
  if (evaluateEveryKimg !== undefined && !(typeof evaluateEveryKimg === 'number' && evaluateEveryKimg >= 0))
    throw new InvalidOptionError('evaluateEveryKimg', 'a number from 0 up', evaluateEveryKimg)
  return {
    out,
    device,
    start: options.resume ? nothingElse(options) : startOf(options),
    limits: { minutes, kimg, epochs },
    evaluateEveryKimg: evaluateEveryKimg ?? 50,
    patience: newPatience(options.patience ?? Infinity),
    checkpointEverySeconds: checkpointEverySeconds ?? 300,
  }
}

const elsewhere =
  'networks, losses, optimizers and the seed belong into `config`; callbacks and `signal` into the second argument'

function nothingElse(options: ResumeOptions): undefined {
  for (const name of ['data', 'config'] as const)
    if (options[name] !== undefined)
      throw new InvalidOptionError(name, 'left out with `resume`, which takes it from the run', options[name])
}

function startOf({ data, config }: NewRunOptions): ResolvedTrainOptions['start'] {
  const all: readonly unknown[] = Array.isArray(data) ? data : [data]
  if (all.length === 0)
    throw new InvalidOptionError('data', 'at least one folder, .tar or .zip of pictures', data)
  return { data: all.map(sourceOf), config: resolveConfig(config) }
}

function sourceOf(value: unknown): DataSource {
  const source = typeof value === 'string' ? { path: value } : value
  const { path, repeat = 1 } = (source ?? {}) as { path?: unknown; repeat?: unknown }
  if (typeof path !== 'string' || path === '')
    throw new InvalidOptionError('data', 'a path, or { path, repeat }, or a list of these', value)
  if (!(Number.isInteger(repeat) && (repeat as number) >= 1))
    throw new InvalidOptionError('data.repeat', 'a whole number from 1 up', repeat)
  return { path, repeat: repeat as number }
}
