import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { createJiti } from 'jiti'
import type { TrainConfig } from '../config.ts'
import { ConfigFileError } from '../errors.ts'
import { extendPreset, type ConfigChanges } from './extend.ts'

/**
 * A config from a `.json` file, or from the default export of a `.ts`, `.mts`, `.js` or `.mjs` file.
 *
 * @throws ConfigFileError when the file cannot be read or holds no config; InvalidOptionError when a field is wrong
 */
export async function loadConfigFile(path: string): Promise<TrainConfig> {
  const place = resolve(path)
  const load = extname(place) === '.json' ? readJson : readModule
  const value = await load(place).catch((error: unknown) => {
    throw new ConfigFileError(
      `The config ${place} cannot be read.`,
      'give --config a .json file, or a .ts or .js file that exports one by default',
      error,
    )
  })
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigFileError(
      `The config ${place} holds no object.`,
      'a smallest one is { "preset": "faces-64" }; in TypeScript: export default defineConfig({ preset: \'faces-64\' })',
    )
  return extendPreset(value as ConfigChanges)
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}

function readModule(path: string): Promise<unknown> {
  return createJiti(import.meta.url, { moduleCache: false }).import(path, { default: true })
}
