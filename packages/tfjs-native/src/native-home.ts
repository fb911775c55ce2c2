import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { Accelerator } from './installation.ts'
import { ADDON_SOURCES, requirementsFile } from './package-paths.ts'

/** Raised when the way of building changes while requirements and sources do not. */
const RECIPE = 1

/** Where installations live: `TFJS_NATIVE_HOME`, or `tfjs-native` in the user's cache folder (XDG). */
export function nativeHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['TFJS_NATIVE_HOME']) return resolve(env['TFJS_NATIVE_HOME'])
  const cache = env['XDG_CACHE_HOME']
  return join(cache && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'tfjs-native')
}

/**
 * The folder of one installation. Its name is a hash of everything that goes into it, so that a new
 * release of this package never meets an addon or a Python environment of an older one.
 */
export function installationFolder(home: string, accelerator: Accelerator): string {
  const hash = createHash('sha256').update(`${RECIPE} ${process.platform} ${process.arch} ${accelerator}\n`)
  hash.update(readFileSync(requirementsFile(accelerator)))
  for (const file of readdirSync(ADDON_SOURCES).toSorted())
    hash.update(readFileSync(join(ADDON_SOURCES, file)))
  return join(home, `${accelerator}-${hash.digest('hex').slice(0, 12)}`)
}
