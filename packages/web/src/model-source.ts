import { ModelNotFoundError, manifestFileName, type GraphSignature, type ModelManifest } from '@facegan/core'
import { builtInModels } from './built-in-models.ts'
import { download, readable, request } from './download.ts'
import type { ResolvedLoadOptions } from './load-options.ts'
import { openStore, type ModelStore } from './model-store.ts'

export interface ModelSource extends Description {
  /** The generator's ONNX file, length and hash checked. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where the ONNX file came from, for messages. */
  readonly generatorWhere: string
}

interface Description {
  readonly manifest: ModelManifest
  /** Where a graph is not the one of this manifest. */
  readonly problemsOf: (graph: GraphSignature) => readonly string[]
}

type ReadOptions = Pick<ResolvedLoadOptions, 'model' | 'assets' | 'cache' | 'signal' | 'onDownload'>

/**
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError
 */
export async function readModel(options: ReadOptions): Promise<ModelSource> {
  const { model, cache, signal, onDownload } = options
  const store = cache ? await openStore() : undefined
  const { addressOf, builtIn } = locate(options)
  const description = await readDescription(addressOf(manifestFileName), builtIn, store, options)
  const file = description.manifest.files.generator
  const url = addressOf(file.path)
  // a bundler gives every version of a built-in model another address
  const address = builtIn ? `/${model}` : url.href
  const bytes = await download({ file, url, address, model, store, signal, onDownload })
  return { ...description, bytes, generatorWhere: readable(url) }
}

/** The newest; where its server cannot be reached, the one of the last visit. */
async function readDescription(
  url: URL,
  builtIn: boolean,
  store: ModelStore | undefined,
  { model, signal }: ReadOptions,
): Promise<Description> {
  let text: string
  try {
    const response = await request(url, model, signal)
    text = await response.text()
  } catch (error) {
    signal?.throwIfAborted()
    const kept = await store?.manifest(url.href)
    if (kept === undefined) throw error
    text = kept
  }
  const description = (builtIn && ownModel(text)) || (await foreignModel(text, readable(url)))
  await store?.keepManifest(url.href, text)
  return description
}

/** What came with this package was checked before it was packed. @returns undefined where it is something else */
function ownModel(text: string): Description | undefined {
  try {
    const manifest = JSON.parse(text) as ModelManifest
    return manifest.format === 'facegan-model' ? { manifest, problemsOf: () => [] } : undefined
  } catch {
    return undefined // such as a page that a server sends for whatever it does not have
  }
}

/** @throws InvalidManifestError */
async function foreignModel(text: string, where: string): Promise<Description> {
  const { graphProblems, parseManifest } = await import('./foreign-model.ts')
  const manifest = parseManifest(text, where)
  return { manifest, problemsOf: (graph) => graphProblems(manifest, graph) }
}

interface Location {
  readonly addressOf: (file: string) => URL
  /** Placed by the bundler, with this package. */
  readonly builtIn: boolean
}

function locate({ model, assets }: ReadOptions): Location {
  const files = builtInModels.get(model)
  if (files && assets.model === undefined) {
    return {
      builtIn: true,
      addressOf(file) {
        if (Object.hasOwn(files, file)) return files[file]
        throw new ModelNotFoundError(model, `it has no file ${file}`)
      },
    }
  }
  if (!files && !/[/.:]/.test(model)) {
    throw new ModelNotFoundError(model, 'there is no built-in model of this name', {
      hint: `built-in models: ${[...builtInModels.keys()].join(', ')}; a folder beside the page is \`./${model}/\``,
    })
  }
  const folder = files ? String(assets.model) : model
  if (!URL.canParse(folder, document.baseURI))
    throw new ModelNotFoundError(model, 'this is not a valid address')
  const url = new URL(folder, document.baseURI)
  // a folder's address needs its slash, or its last part would be dropped when a file name is resolved
  if (!url.pathname.endsWith('.json')) url.pathname = url.pathname.replace(/\/?$/, `/${manifestFileName}`)
  return { builtIn: false, addressOf: (file) => (file === manifestFileName ? url : new URL(file, url)) }
}
