import { InvalidOptionError, checkOptionNames, checkSignal, integerCheck } from '@facegan/core'
import type { AssetOptions } from './assets.ts'
import { deviceNames, type Device } from './devices.ts'
import { automaticThreads } from './threads.ts'

export interface LoadOptions {
  /** A built-in model's name, or the address of a folder or of its `facegan.json`. @default 'faces-64' */
  readonly model?: string | URL | undefined
  /** Where to run. `'auto'` starts where the first face comes soonest: on WASM. @default 'auto' */
  readonly device?: Device | undefined
  /**
   * WASM threads of the network. Integer from 1 to 256; one where the page is not cross-origin isolated.
   * @default as many as there are cores, at most 8
   */
  readonly threads?: number | undefined
  /** Where the worker and ONNX Runtime are, when no bundler places them. @default found by the bundler */
  readonly assets?: AssetOptions | undefined
  /** Stops the loading; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
}

/** Ranges checked, defaults applied, addresses absolute. */
export interface ResolvedLoadOptions {
  readonly model: string
  readonly device: Device
  readonly threads: number
  readonly assets: ResolvedAssets
  readonly signal: AbortSignal | undefined
}

export interface ResolvedAssets {
  readonly worker: AssetOptions['worker']
  /** Ends in a slash. */
  readonly wasm: string | undefined
}

const defaultModel = 'faces-64'

/** @throws InvalidOptionError that names the option, the value and what is allowed */
export function resolveLoadOptions(options: LoadOptions = {}): ResolvedLoadOptions {
  checkOptionNames(options, loadOptionNames)
  const { model = defaultModel, device = 'auto', threads, assets = {}, signal } = options
  if (!(typeof model === 'string' && model !== '') && !(model instanceof URL))
    throw new InvalidOptionError('model', 'a name or an address', model)
  if (!deviceNames.includes(device))
    throw new InvalidOptionError('device', `one of ${deviceNames.join(', ')}`, device)
  if (threads !== undefined) checkThreads(threads)
  checkSignal(signal)
  return {
    model: String(model),
    device,
    threads: crossOriginIsolated && threads !== undefined ? threads : automaticThreads(),
    assets: { worker: assets.worker, wasm: assets.wasm === undefined ? undefined : folderOf(assets.wasm) },
    signal,
  }
}

function folderOf(address: string | URL): string {
  if (!URL.canParse(String(address), document.baseURI))
    throw new InvalidOptionError('assets.wasm', 'the address of a folder', address)
  const { href } = new URL(address, document.baseURI)
  return href.endsWith('/') ? href : `${href}/`
}

const checkThreads = integerCheck('threads', 1, 256)
const loadOptionNames: readonly (keyof LoadOptions)[] = ['model', 'device', 'threads', 'assets', 'signal']
