import { InvalidOptionError } from '@facegan/core'
import type { TrainConfig } from '../config.ts'
import { dcgan32 } from './dcgan-32.ts'
import { faces64 } from './faces-64.ts'

/** Every preset by name. */
export const presets: Readonly<Record<string, TrainConfig>> = { 'faces-64': faces64, 'dcgan-32': dcgan32 }

/** @throws InvalidOptionError that lists the presets there are */
export function presetNamed(name: string): TrainConfig {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (!preset) throw new InvalidOptionError('preset', `one of ${Object.keys(presets).join(', ')}`, name)
  return preset
}
