import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  ADDON_PATH,
  PYTHON_PATH,
  RECORD_FILE,
  type Accelerator,
  type InstallationRecord,
  type NativeInstallation,
} from './installation.ts'
import { installationFolder, nativeHome } from './native-home.ts'

/** The installation that `setup` left, CUDA before CPU; undefined where there is none. */
export function locateNative(): NativeInstallation | undefined {
  const home = nativeHome()
  return readInstallation(home, 'cuda') ?? readInstallation(home, 'cpu')
}

/** Reads one installation and sees that its files are there; runs nothing, a few milliseconds. */
export function readInstallation(home: string, accelerator: Accelerator): NativeInstallation | undefined {
  const folder = installationFolder(home, accelerator)
  const python = join(folder, PYTHON_PATH)
  const addon = join(folder, ADDON_PATH)
  try {
    const record = JSON.parse(readFileSync(join(folder, RECORD_FILE), 'utf8')) as InstallationRecord
    accessSync(python, constants.X_OK) // follows the link: a Python that was uninstalled is found out
    if (statSync(addon).size !== record.addonBytes) return undefined
    return { home: folder, python, addon, tensorflowVersion: record.tensorflowVersion, accelerator }
  } catch {
    return undefined
  }
}
