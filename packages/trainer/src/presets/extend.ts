import { InvalidOptionError } from '@facegan/core'
import { checkConfig, isWhole, type TrainConfig } from '../config.ts'
import { presetNamed } from './index.ts'

/** The same shape with every field optional; lists and numbers are replaced whole. */
type Changes<T> = T extends readonly unknown[] | string | number | boolean
  ? T
  : { readonly [K in keyof T]?: Changes<T[K]> }

/** What a config file says: a preset, and what is different. */
export type ConfigChanges = Changes<Omit<TrainConfig, 'preset'>> & {
  /** The preset that it starts from. @default 'faces-64' */
  readonly preset?: string | undefined
}

/** Gives a config file its types: `export default defineConfig({ … })`. */
export function defineConfig(changes: ConfigChanges): ConfigChanges {
  return changes
}

/**
 * A whole config from a preset and what is different.
 *
 * @throws InvalidOptionError that names the first field that is wrong, unknown ones included
 */
export function extendPreset({ preset = 'faces-64', ...changes }: ConfigChanges): TrainConfig {
  return checkConfig(merged(presetNamed(preset), changes))
}

/**
 * A whole config from any way to say one: a preset's name, a preset and what is different, or a whole config, which
 * may name a preset that is not there any more.
 *
 * @throws InvalidOptionError as `extendPreset`
 */
export function resolveConfig(config: string | ConfigChanges | TrainConfig = 'faces-64'): TrainConfig {
  if (typeof config === 'string') return presetNamed(config)
  if (!isPlain(config))
    throw new InvalidOptionError('config', "a preset's name, or an object such as defineConfig takes", config)
  return isWhole(config) ? checkConfig(config) : extendPreset(config)
}

function merged(base: unknown, changes: unknown): unknown {
  if (changes === undefined) return base
  if (!isPlain(base) || !isPlain(changes) || otherKind(base, changes)) return changes
  const keys = new Set([...Object.keys(base), ...Object.keys(changes)])
  return Object.fromEntries([...keys].map((key) => [key, merged(base[key], changes[key])]))
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Another optimizer brings its own numbers; those of the one before do not fit it. */
function otherKind(base: Record<string, unknown>, changes: Record<string, unknown>): boolean {
  return changes['method'] !== undefined && changes['method'] !== base['method']
}
