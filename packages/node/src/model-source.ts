import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  ModelNotFoundError,
  checkModelFile,
  manifestFileName,
  parseManifest,
  type ModelManifest,
} from '@facegan/core'
import { builtInModels } from './built-in-models.ts'
import { checkIntegrity, integrityOf } from './integrity.ts'
import type { ReadOptions } from './load-options.ts'
import { readFromDisk } from './read-from-disk.ts'
import type { RemoteModel } from './remote/remote-model.ts'

export interface ModelSource {
  readonly manifest: ModelManifest
  /** The generator's ONNX file, length and hash checked. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** What `integrity` must be for this very model. */
  readonly integrity: string
  /** Where the manifest came from: a path or a URL. */
  readonly manifestWhere: string
  /** Where the ONNX file came from, for messages. */
  readonly generatorWhere: string
}

const manifestLimitBytes = 4 * 2 ** 20

/**
 * @param model built-in name, folder, path of a `facegan.json`, or a file: or http(s): URL of either
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, OfflineError
 */
export async function readSource(model: string, options: ReadOptions): Promise<ModelSource> {
  options.signal?.throwIfAborted()
  const manifestUrl = await locateManifest(model)
  const remote = manifestUrl.protocol !== 'file:'
  return remote ? readRemote(model, manifestUrl, options) : readLocal(model, manifestUrl, options)
}

async function readLocal(model: string, manifestUrl: URL, { integrity }: ReadOptions): Promise<ModelSource> {
  const where = fileURLToPath(manifestUrl)
  const text = new TextDecoder().decode(await readFromDisk(where, manifestLimitBytes, model))
  checkIntegrity(text, integrity, where)
  const manifest = parseManifest(text, where)
  const file = manifest.files.generator
  const generatorWhere = fileURLToPath(new URL(file.path, manifestUrl))
  const bytes = await readFromDisk(generatorWhere, file.bytes, model)
  await checkModelFile(file, bytes)
  return { manifest, bytes, integrity: integrityOf(text), manifestWhere: where, generatorWhere }
}

async function readRemote(model: string, manifestUrl: URL, options: ReadOptions): Promise<ModelSource> {
  await using remote = await openRemote(model, options)
  const { manifest, integrity: found } = await remote.manifest(manifestUrl, manifestLimitBytes)
  const generatorUrl = new URL(manifest.files.generator.path, manifestUrl)
  generatorUrl.search = manifestUrl.search // what opens one opens the other, such as a token
  const bytes = await remote.file(manifest.files.generator, generatorUrl)
  return {
    manifest,
    bytes,
    integrity: found,
    manifestWhere: manifestUrl.href,
    generatorWhere: generatorUrl.href,
  }
}

/** Fetching needs libraries that models on disk do without. */
async function openRemote(model: string, options: ReadOptions): Promise<RemoteModel> {
  const { RemoteModel } = await import('./remote/remote-model.ts')
  return new RemoteModel(model, options)
}

async function locateManifest(model: string): Promise<URL> {
  const builtIn = builtInModels.get(model)
  if (builtIn) return builtIn()
  if (/^(https?|file):\/\//i.test(model)) return manifestUrlOf(parseUrl(model))
  const looksLikePath = /[\\/.]/.test(model) || existsSync(model)
  if (!looksLikePath) {
    throw new ModelNotFoundError(model, 'there is neither a built-in model nor a folder of this name', {
      hint: `built-in models: ${[...builtInModels.keys()].join(', ')}; a folder needs facegan.json in it`,
    })
  }
  return manifestUrlOf(pathToFileURL(resolve(model)))
}

function parseUrl(model: string): URL {
  try {
    return new URL(model)
  } catch (cause) {
    throw new ModelNotFoundError(model, 'this is not a valid URL', { cause })
  }
}

/** A folder's URL needs its trailing slash, or the last part would be dropped when a file name is resolved. */
function manifestUrlOf(url: URL): URL {
  if (url.pathname.endsWith('.json')) return url
  const folder = new URL(url)
  if (!folder.pathname.endsWith('/')) folder.pathname += '/'
  return new URL(manifestFileName + folder.search, folder)
}
