import {
  checkModelFile,
  manifestFileName,
  messageOf,
  ModelNotFoundError,
  parseManifest,
  type ModelManifest,
} from '@facegan/core'
import { builtInModels } from './built-in-models.ts'
import { InsecureContextError } from './errors.ts'

export interface ModelSource {
  readonly manifest: ModelManifest
  /** The generator's ONNX file, length and hash checked. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where the ONNX file came from, for messages. */
  readonly generatorWhere: string
}

/**
 * @param model built-in name, or address of a folder or of its `facegan.json`, relative to the page
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InsecureContextError
 */
export async function readModel(model: string, signal?: AbortSignal): Promise<ModelSource> {
  // typed as always there; over plain http from another machine it is not
  if (!(crypto.subtle as SubtleCrypto | undefined)) throw new InsecureContextError()
  const addressOf = locate(model)
  const manifestUrl = addressOf(manifestFileName)
  const manifestResponse = await request(manifestUrl, model, signal)
  const manifest = parseManifest(await manifestResponse.text(), readable(manifestUrl))
  const file = manifest.files.generator
  const generatorUrl = addressOf(file.path)
  const generatorResponse = await request(generatorUrl, model, signal)
  const bytes = new Uint8Array(await generatorResponse.arrayBuffer())
  await checkModelFile(file, bytes)
  return { manifest, bytes, generatorWhere: readable(generatorUrl) }
}

/** @returns file name -> address */
function locate(model: string): (file: string) => URL {
  const builtIn = builtInModels.get(model)
  if (builtIn) {
    return (file) => {
      if (Object.hasOwn(builtIn, file)) return builtIn[file]
      throw new ModelNotFoundError(model, `it has no file ${file}`)
    }
  }
  if (!/[/.:]/.test(model)) {
    throw new ModelNotFoundError(model, 'there is no built-in model of this name', {
      hint: `built-in models: ${[...builtInModels.keys()].join(', ')}; a folder beside the page is \`./${model}/\``,
    })
  }
  if (!URL.canParse(model, document.baseURI))
    throw new ModelNotFoundError(model, 'this is not a valid address')
  const url = new URL(model, document.baseURI)
  // a folder's address needs its slash, or its last part would be dropped when a file name is resolved
  if (!url.pathname.endsWith('.json')) url.pathname = url.pathname.replace(/\/?$/, `/${manifestFileName}`)
  return (file) => (file === manifestFileName ? url : new URL(file, url))
}

async function request(url: URL, model: string, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted()
    throw new ModelNotFoundError(model, `${readable(url)} could not be fetched: ${messageOf(cause)}`, {
      hint: 'check the address; a server on another origin must allow this page with CORS headers',
      cause,
    })
  })
  if (response.ok) return response
  throw new ModelNotFoundError(model, `${readable(url)} answered with status ${response.status}`, {
    hint: `the folder must hold ${manifestFileName} and the files that it names`,
  })
}

/** Bundlers turn small files into `data:` addresses, which nobody wants to read in a message. */
function readable({ href }: URL): string {
  return href.length > 200 ? `${href.slice(0, 60)}…` : href
}
