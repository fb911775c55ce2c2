import { accessSync, constants, lstatSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { NativeBackendError } from './errors.ts'
import {
  ADDON_PATH,
  PYTHON_PATH,
  RECORD_FILE,
  TENSORFLOW_LIBRARIES,
  tensorflowPath,
  type Accelerator,
  type InstallationRecord,
  type NativeInstallation,
} from './installation.ts'
import { installationFolder, nativeHome } from './native-home.ts'
import { setupCommand } from './package-paths.ts'

/** What the files of one installation say, before anything is run. */
export type InstallationState =
  | { readonly status: 'ready'; readonly installation: NativeInstallation }
  | { readonly status: 'absent' }
  /** `problem` is a sentence that names the file. */
  | { readonly status: 'broken'; readonly problem: string }

/** The installation that `setup` left, CUDA before CPU; undefined where there is none that is whole. */
export function locateNative(): NativeInstallation | undefined {
  for (const accelerator of ['cuda', 'cpu'] as const) {
    const state = inspectInstallation(nativeHome(), accelerator)
    if (state.status === 'ready') return state.installation
  }
  return undefined
}

/**
 * The same, but explains itself.
 *
 * @throws NativeBackendError TFJS_NATIVE_NOT_SET_UP or TFJS_NATIVE_BROKEN
 */
export function requireInstallation(): NativeInstallation {
  const installation = locateNative()
  if (installation) return installation
  const home = nativeHome()
  for (const accelerator of ['cuda', 'cpu'] as const) {
    const state = inspectInstallation(home, accelerator)
    if (state.status === 'broken')
      throw new NativeBackendError(
        'TFJS_NATIVE_BROKEN',
        `Native TensorFlow was set up here, but is damaged. ${state.problem}`,
        `Run: ${setupCommand(accelerator)}`,
      )
  }
  const others = otherInstallations(home)
  const found = others.length > 0 ? ` (${others.join(', ')} there belongs to another release)` : ''
  throw new NativeBackendError(
    'TFJS_NATIVE_NOT_SET_UP',
    `Native TensorFlow is not set up on this machine: there is no installation in ${home}${found}.`,
    `Run: ${setupCommand()}`,
  )
}

/** Looks at the files of one installation; runs nothing, a few milliseconds. */
export function inspectInstallation(home: string, accelerator: Accelerator): InstallationState {
  const folder = installationFolder(home, accelerator)
  const python = join(folder, PYTHON_PATH)
  const addon = join(folder, ADDON_PATH)
  if (!isThere(folder)) return { status: 'absent' }
  const record = readRecord(join(folder, RECORD_FILE))
  if (!record) return broken(`${join(folder, RECORD_FILE)} is missing or cannot be read.`)
  if (!isThere(python)) return broken(`The Python environment is gone: there is no ${python}.`)
  if (!runs(python)) return broken(`The Python that ${python} leads to is gone, or may not be run.`)
  const lost = TENSORFLOW_LIBRARIES.map((name) => join(folder, tensorflowPath(record), name)).find(
    (library) => sizeOf(library) === undefined,
  )
  if (lost) return broken(`TensorFlow's library is gone: there is no ${lost}.`)
  const bytes = sizeOf(addon)
  if (bytes === undefined) return broken(`The addon is gone: there is no ${addon}.`)
  if (bytes !== record.addonBytes)
    return broken(`The addon ${addon} has ${bytes} bytes, and had ${record.addonBytes} when it was built.`)
  return {
    status: 'ready',
    installation: { home: folder, python, addon, tensorflowVersion: record.tensorflowVersion, accelerator },
  }
}

const broken = (problem: string): InstallationState => ({ status: 'broken', problem })

function readRecord(path: string): InstallationRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<InstallationRecord>
    const { tensorflowVersion, pythonVersion, addonBytes } = record
    const whole =
      typeof tensorflowVersion === 'string' &&
      typeof pythonVersion === 'string' &&
      typeof addonBytes === 'number'
    return whole ? (record as InstallationRecord) : undefined
  } catch {
    return undefined
  }
}

/** Also true of a link that leads nowhere. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path) !== undefined
  } catch {
    return false
  }
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size
  } catch {
    return undefined
  }
}

function otherInstallations(home: string): string[] {
  try {
    return readdirSync(home).filter((name) => /^(cpu|cuda)-[0-9a-f]{12}$/.test(name))
  } catch {
    return []
  }
}
