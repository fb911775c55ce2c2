import { join, resolve } from 'node:path'
import envPaths from 'env-paths'

/**
 * Where fetched models are kept: `models` in `FACEGAN_CACHE`, or in `facegan` in the user's cache folder (XDG on Linux,
 * ~/Library/Caches, %LOCALAPPDATA%).
 *
 * @returns undefined for `FACEGAN_CACHE=off`
 */
export function modelCacheFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env['FACEGAN_CACHE']
  if (chosen === 'off') return undefined
  return join(chosen ? resolve(chosen) : envPaths('facegan', { suffix: '' }).cache, 'models')
}

/** Whether `FACEGAN_OFFLINE` says that nothing may be fetched. */
export function isOffline(env: NodeJS.ProcessEnv = process.env): boolean {
  return !['', '0', 'false'].includes(env['FACEGAN_OFFLINE'] ?? '')
}
