import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseManifest, type ModelManifest } from '@facegan/core'
import { builtInModels } from './built-in-models.ts'
import { modelCacheFolder } from './remote/cache-folder.ts'
import type { KeptManifest } from './remote/model-cache.ts'

/** A model that needs no network. */
export interface KnownModel {
  readonly kind: 'built-in' | 'cached'
  readonly manifest: ModelManifest
  /** What to give as `model`; of a cached one its address without a query. */
  readonly model: string
  /** Where its ONNX file lies. */
  readonly path: string
  /** Bytes of that file that are here: fewer than the manifest says where a download is not done. */
  readonly bytes: number
  /** ISO 8601, of a cached one. */
  readonly fetched?: string
}

/** The built-in models, then those that were fetched before. Nothing is hashed, nothing opened. */
export async function listModels(): Promise<KnownModel[]> {
  const models: KnownModel[] = []
  for (const [model, locate] of builtInModels) {
    const url = await locate()
    const manifest = parseManifest(await readFile(url, 'utf8'), fileURLToPath(url))
    const path = fileURLToPath(new URL(manifest.files.generator.path, url))
    models.push({ kind: 'built-in', manifest, model, path, bytes: await sizeOf(path) })
  }
  return [...models, ...(await cachedModels())]
}

/**
 * Removes every cached model; downloads that another process is at stay.
 *
 * @returns how many bytes that freed, and where
 */
export async function clearModels(): Promise<{
  readonly folder: string | undefined
  readonly bytes: number
}> {
  const folder = modelCacheFolder()
  let bytes = 0
  for (const part of folder ? ['manifests', 'files'] : []) {
    const names = await namesIn(join(folder ?? '', part))
    for (const name of names) {
      if (names.includes(`${name.replace(/\.(part|part\.json|lock)$/, '')}.lock`)) continue
      const path = join(folder ?? '', part, name)
      bytes += await sizeOf(path)
      await rm(path, { recursive: true, force: true })
    }
  }
  return { folder, bytes }
}

async function cachedModels(): Promise<KnownModel[]> {
  const folder = modelCacheFolder()
  if (!folder) return []
  const models: KnownModel[] = []
  for (const name of await namesIn(join(folder, 'manifests'))) {
    const record = join(folder, 'manifests', name)
    try {
      const { address, text, fetched } = JSON.parse(await readFile(record, 'utf8')) as KeptManifest
      const manifest = parseManifest(text, record)
      const path = join(folder, 'files', `${manifest.files.generator.sha256}.onnx`)
      const bytes = (await sizeOf(path)) || (await sizeOf(`${path}.part`))
      models.push({ kind: 'cached', manifest, model: address, path, bytes, fetched })
    } catch {
      continue // a damaged record is fetched again when its model is asked for
    }
  }
  return models
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => [])
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
