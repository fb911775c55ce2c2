import {
  InvalidOptionError,
  booleanCheck,
  checkOptionNames,
  checkSignal,
  integerCheck,
  type DeviceChange,
} from '@facegan/core'
import type { AssetOptions } from './assets.ts'
import { deviceNames, type ConcreteDevice, type Device } from './devices.ts'
import type { DownloadProgress } from './download.ts'
import { automaticThreads } from './threads.ts'

export interface LoadOptions {
  /** A built-in model's name, or the address of a folder or of its `facegan.json`. @default 'faces-64' */
  readonly model?: string | URL | undefined
  /**
   * Where to run. `'auto'` starts on WASM, where the first face comes soonest, and moves to a GPU that works and is
   * faster once there was work enough to pay for finding out. @default 'auto'
   */
  readonly device?: Device | undefined
  /**
   * WASM threads of the network. Integer from 1 to 256; one where the page is not cross-origin isolated.
   * @default as many as there are cores, at most 8
   */
  readonly threads?: number | undefined
  /** Where worker, ONNX Runtime and built-in model are, when no bundler places them. @default found by the bundler */
  readonly assets?: AssetOptions | undefined
  /** Keeps the model's files in the browser, for further visits and other tabs. @default true */
  readonly cache?: boolean | undefined
  /** Called while the model is fetched; ONNX Runtime's own files do not count. */
  readonly onDownload?: ((progress: DownloadProgress) => void) | undefined
  /**
   * Called when the network goes on on another device: a faster one, or WASM because the one before failed.
   * @default a failure is a warning on the console, a move to a faster device is silent
   */
  readonly onDeviceChange?: ((change: DeviceChange<ConcreteDevice>) => void) | undefined
  /** Stops the loading; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
}

/** Ranges checked, defaults applied, addresses absolute. */
export interface ResolvedLoadOptions {
  readonly model: string
  readonly device: Device
  readonly threads: number
  readonly assets: ResolvedAssets
  readonly cache: boolean
  readonly onDownload: LoadOptions['onDownload']
  readonly onDeviceChange: (change: DeviceChange<ConcreteDevice>) => void
  readonly signal: AbortSignal | undefined
}

export interface ResolvedAssets extends Pick<AssetOptions, 'worker' | 'model'> {
  /** Ends in a slash. */
  readonly wasm: string | undefined
}

const defaultModel = 'faces-64'

/** @throws InvalidOptionError that names the option, the value and what is allowed */
export function resolveLoadOptions(options: LoadOptions = {}): ResolvedLoadOptions {
  checkOptionNames(options, loadOptionNames)
  const { model = defaultModel, device = 'auto', threads, assets = {}, cache = true, signal } = options
  const { onDownload, onDeviceChange = warnOfFailure } = options
  if (!(typeof model === 'string' && model !== '') && !(model instanceof URL))
    throw new InvalidOptionError('model', 'a name or an address', model)
  if (!deviceNames.includes(device))
    throw new InvalidOptionError('device', `one of ${deviceNames.join(', ')}`, device)
  if (threads !== undefined) checkThreads(threads)
  checkCache(cache)
  checkListener('onDownload', onDownload ?? (() => {}))
  checkListener('onDeviceChange', onDeviceChange)
  checkSignal(signal)
  return {
    model: String(model),
    device,
    threads: crossOriginIsolated && threads !== undefined ? threads : automaticThreads(),
    assets: { ...assets, wasm: assets.wasm === undefined ? undefined : folderOf(assets.wasm) },
    cache,
    onDownload,
    onDeviceChange,
    signal,
  }
}

function folderOf(address: string | URL): string {
  if (!URL.canParse(String(address), document.baseURI))
    throw new InvalidOptionError('assets.wasm', 'the address of a folder', address)
  const { href } = new URL(address, document.baseURI)
  return href.endsWith('/') ? href : `${href}/`
}

function warnOfFailure({ from, to, why, detail }: DeviceChange): void {
  if (why === 'failed') console.warn(`facegan goes on on ${to}, for ${from} failed: ${detail}`)
}

function checkListener(name: string, value: unknown): void {
  if (typeof value !== 'function') throw new InvalidOptionError(name, 'a function', value)
}

const checkThreads = integerCheck('threads', 1, 256)
const checkCache = booleanCheck('cache')
const loadOptionNames: readonly (keyof LoadOptions)[] = [
  'model',
  'device',
  'threads',
  'assets',
  'cache',
  'onDownload',
  'onDeviceChange',
  'signal',
]
