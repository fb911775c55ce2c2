import { availableParallelism } from 'node:os'
import {
  InvalidOptionError,
  checkOptionNames,
  checkSignal,
  integerCheck,
  type DeviceChange,
} from '@facegan/core'
import { deviceNames, type ConcreteDevice, type Device } from './devices.ts'
import { integrityForm } from './integrity.ts'
import { isOffline } from './remote/cache-folder.ts'
import type { DownloadProgress } from './remote/download.ts'

export interface LoadOptions {
  /** A built-in model's name, a folder, or the URL of a folder or of its `facegan.json`. @default 'faces-64' */
  readonly model?: string | URL | undefined
  /**
   * Where to run. `'auto'` starts on the CPU, where the first face comes soonest, and moves to a GPU that works and is
   * faster once there is work enough to pay for finding out. @default 'auto'
   */
  readonly device?: Device | undefined
  /** CPU threads of the network. Integer from 1 to 256. @default as many as the machine runs at once */
  readonly threads?: number | undefined
  /**
   * The manifest that is meant, `'sha256-…'` in base64 as in HTML; it holds the hash of the ONNX file, so this pins the whole
   * model, and once it is cached no server is asked. `facegan models check` prints it. @default any manifest
   */
  readonly integrity?: string | undefined
  /** Fetches nothing: a model behind a URL must be in the cache. @default whether FACEGAN_OFFLINE is set */
  readonly offline?: boolean | undefined
  /** How long a server may be silent, in milliseconds. Integer from 1 up. @default 30000 */
  readonly timeoutMs?: number | undefined
  /** Called while a model is fetched. */
  readonly onDownload?: ((progress: DownloadProgress) => void) | undefined
  /**
   * Called when the network goes on on another device: a faster one, or the CPU because the one before failed.
   * @default a failure is a process warning, a move to a faster device is silent
   */
  readonly onDeviceChange?: ((change: DeviceChange<ConcreteDevice>) => void) | undefined
  /** Stops the loading; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
}

/** Ranges checked, defaults applied. */
export interface ResolvedLoadOptions {
  readonly model: string
  readonly device: Device
  readonly threads: number
  readonly integrity: string | undefined
  readonly offline: boolean
  readonly timeoutMs: number
  readonly onDownload: LoadOptions['onDownload']
  readonly onDeviceChange: (change: DeviceChange<ConcreteDevice>) => void
  readonly signal: AbortSignal | undefined
}

/** What the reading of a model depends on, beside the model. */
export type ReadOptions = Omit<ResolvedLoadOptions, 'model' | 'device' | 'threads'>

export const defaultModel = 'faces-64'

/** @throws InvalidOptionError that names the option, the value and what is allowed */
export function resolveLoadOptions(options: LoadOptions = {}): ResolvedLoadOptions {
  checkOptionNames(options, loadOptionNames)
  const { model = defaultModel, device = 'auto', threads = availableParallelism(), signal } = options
  const { integrity, offline = isOffline(), timeoutMs = 30_000, onDownload } = options
  const { onDeviceChange = warnOfFailure } = options
  if (!(typeof model === 'string' && model !== '') && !(model instanceof URL))
    throw new InvalidOptionError('model', 'a name, a folder or a URL', model)
  if (!deviceNames.includes(device))
    throw new InvalidOptionError('device', `one of ${deviceNames.join(', ')}`, device)
  checkThreads(threads)
  if (integrity !== undefined && !integrityForm.test(integrity))
    throw new InvalidOptionError('integrity', "'sha256-' and 44 characters of base64", integrity)
  if (typeof offline !== 'boolean') throw new InvalidOptionError('offline', 'true or false', offline)
  checkTimeout(timeoutMs)
  if (onDownload !== undefined && typeof onDownload !== 'function')
    throw new InvalidOptionError('onDownload', 'a function', onDownload)
  if (typeof onDeviceChange !== 'function')
    throw new InvalidOptionError('onDeviceChange', 'a function', onDeviceChange)
  checkSignal(signal)
  return {
    model: String(model),
    device,
    threads,
    integrity,
    offline,
    timeoutMs,
    onDownload,
    onDeviceChange,
    signal,
  }
}

function warnOfFailure({ from, to, why, detail }: DeviceChange<ConcreteDevice>): void {
  if (why === 'faster') return
  const message = `facegan goes on on the device ${to}, for ${from} failed: ${detail}`
  process.emitWarning(message, { code: 'FACEGAN_DEVICE_FAILED' })
}

const checkThreads = integerCheck('threads', 1, 256)
const checkTimeout = integerCheck('timeoutMs', 1, 2 ** 31 - 1)
const loadOptionNames: readonly (keyof LoadOptions)[] = [
  'model',
  'device',
  'threads',
  'integrity',
  'offline',
  'timeoutMs',
  'onDownload',
  'onDeviceChange',
  'signal',
]
