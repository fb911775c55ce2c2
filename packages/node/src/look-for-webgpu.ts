import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { missing, type Availability } from './availability.ts'
import { bindingFolder } from './binding-folder.ts'

interface Surroundings {
  readonly platform: string
  readonly arch: string
  readonly env: NodeJS.ProcessEnv
  /** Names in a folder; none where there is no such folder. */
  readonly list: (folder: string) => readonly string[]
}

const here: Surroundings = { platform: process.platform, arch: process.arch, env: process.env, list }

/**
 * Whether an adapter is likely. On macOS and Windows the system brings one; on Linux a driver for Vulkan announces
 * itself by a file, and without one ONNX Runtime would only print warnings.
 */
export function lookForWebGpu({ platform, arch, env, list }: Surroundings = here): Availability {
  if (!bindingFolder()) return missing('the package onnxruntime-node is not installed')
  if (platform === 'linux' && arch !== 'x64')
    return missing(`onnxruntime-node has no WebGPU for linux ${arch}`)
  if (platform !== 'linux') return { available: true, detail: 'the adapter of this system' }
  const drivers = vulkanDrivers(env, list)
  if (drivers.length === 0)
    return missing(
      'no Vulkan driver is installed',
      'install the driver of the graphics card, and the Vulkan loader (Debian: apt install libvulkan1 mesa-vulkan-drivers)',
    )
  const names = drivers.join(', ')
  const software = drivers.every(isSoftware)
  return { available: true, detail: software ? `${names}, ${softwareOnly}` : `Vulkan drivers: ${names}` }
}

const softwareOnly = 'which is software and slow'

/** Whether what was found draws on the CPU, where ONNX Runtime's own CPU code is faster. */
export function isSoftwareAdapter({ detail }: Availability): boolean {
  return detail.endsWith(softwareOnly)
}

/** Mesa's lavapipe and Google's SwiftShader. */
function isSoftware(driver: string): boolean {
  return /^(lvp_icd|vk_swiftshader)/.test(driver)
}

/** File names of driver manifests, where the Vulkan loader looks for them. */
function vulkanDrivers(env: Surroundings['env'], list: Surroundings['list']): string[] {
  const named = env['VK_DRIVER_FILES'] ?? env['VK_ICD_FILENAMES']
  if (named) return named.split(delimiter).map((path) => basename(path))
  const data = env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share')
  const roots = ['/etc', '/usr/local/etc', '/usr/share', '/usr/local/share', data]
  const found = roots.flatMap((root) => list(join(root, 'vulkan/icd.d')))
  return [...new Set(found)].filter((name) => name.endsWith('.json'))
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
