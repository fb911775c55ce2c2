import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  ModelNotFoundError,
  checkModelFile,
  manifestFileName,
  parseManifest,
  type ModelManifest,
} from '@facegan/core'
import { builtInModels } from './built-in-models.ts'
import { readUrl } from './read-url.ts'

export interface ModelSource {
  readonly manifest: ModelManifest
  /** The generator's ONNX file, length and hash checked. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where the ONNX file came from, for messages. */
  readonly generatorWhere: string
}

const manifestLimitBytes = 4 * 2 ** 20

/**
 * @param model built-in name, folder, path of a `facegan.json`, or a file: or http(s): URL of either
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError
 */
export async function readModel(model: string, signal?: AbortSignal): Promise<ModelSource> {
  const manifestUrl = await locateManifest(model)
  const where = readable(manifestUrl)
  const text = new TextDecoder().decode(await readUrl(manifestUrl, manifestLimitBytes, model, signal))
  const manifest = parseManifest(text, where)
  const file = manifest.files.generator
  const generatorUrl = new URL(file.path, manifestUrl)
  const bytes = await readUrl(generatorUrl, file.bytes, model, signal)
  await checkModelFile(file, bytes)
  return { manifest, bytes, generatorWhere: readable(generatorUrl) }
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

function readable(url: URL): string {
  return url.protocol === 'file:' ? decodeURIComponent(url.pathname) : url.href
}
