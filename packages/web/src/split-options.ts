import { InvalidOptionError, resolveGenerateOptions, type GenerateOptions } from '@facegan/core'
import { resolveLoadOptions, type LoadOptions, type ResolvedLoadOptions } from './load-options.ts'

/** What to make, and which model makes it where. */
export interface GenerateFacesOptions extends GenerateOptions, LoadOptions {}

/**
 * What loads the model and what it is then asked for; both are checked here, before anything is fetched.
 *
 * @throws InvalidOptionError
 */
export function splitOptions(input: GenerateFacesOptions | number): {
  load: ResolvedLoadOptions
  generate: GenerateOptions
} {
  const options = typeof input === 'number' ? { count: input } : input
  if (typeof options !== 'object' || options === null)
    throw new InvalidOptionError('options', 'an object or a count', options)
  const { model, device, threads, assets, cache, onDownload, onDeviceChange, ...generate } = options
  resolveGenerateOptions(generate)
  const load = { model, device, threads, assets, cache, onDownload, onDeviceChange, signal: generate.signal }
  return { load: resolveLoadOptions(load), generate }
}
