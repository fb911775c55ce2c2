import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'

/** Where the network can run; the order is the order in which `'auto'` prefers them. */
export type ConcreteDevice = 'cuda' | 'cpu'
export type Device = 'auto' | ConcreteDevice

export interface Availability {
  readonly available: boolean
  /** What was found, or what is missing. */
  readonly detail: string
  /** How to get it, where it is missing. */
  readonly hint?: string
}

interface DeviceEntry {
  /** ONNX Runtime's name for it. */
  readonly executionProvider: string
  /** Set for the whole process before the provider's libraries are loaded, unless the user set them. */
  readonly environment: Readonly<Record<string, string>>
  /** A look at files only: microseconds, loads nothing. `available` means worth trying. */
  readonly look: () => Availability
  /** What to do when the files are there and ONNX Runtime fails all the same. */
  readonly remedy: string
}

/**
 * | device | runs on | needs |
 * |---|---|---|
 * | cuda | Linux x64 | NVIDIA driver, CUDA 12, cuDNN 9, ONNX Runtime's CUDA libraries beside its binding |
 * | cpu | everywhere | nothing |
 */
export const devices: Readonly<Record<ConcreteDevice, DeviceEntry>> = Object.freeze({
  cuda: {
    executionProvider: 'cuda',
    // TensorFloat-32 rounds factors to 10 bits, so that a face would depend on its device. The provider's own
    // switch, `use_tf32`, cannot be reached through onnxruntime-node; cuBLAS and cuDNN read this one.
    environment: { NVIDIA_TF32_OVERRIDE: '0' },
    look: () => lookForCuda(),
    remedy: 'CUDA 12 and cuDNN 9 must be where the loader finds them: add their folders to LD_LIBRARY_PATH',
  },
  cpu: {
    executionProvider: 'cpu',
    environment: {},
    look: () => ({ available: true, detail: `${availableParallelism()} threads` }),
    remedy: 'install onnxruntime-node again; on Linux it needs glibc (Alpine has musl)',
  },
})

export const concreteDevices = Object.keys(devices) as ConcreteDevice[]
export const deviceNames: readonly Device[] = ['auto', ...concreteDevices]

/** ONNX Runtime opens its provider libraries in its binding's own folder and nowhere else. */
const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so']
/** The kernel driver's node on Linux, and the one that WSL has instead. */
const driverNodes = ['/dev/nvidiactl', '/dev/dxg']

interface Surroundings {
  readonly platform: string
  readonly arch: string
  readonly exists: (path: string) => boolean
}

export function lookForCuda(
  { platform, arch, exists }: Surroundings = { ...process, exists: existsSync },
): Availability {
  if (platform !== 'linux' || arch !== 'x64')
    return {
      available: false,
      detail: `onnxruntime-node has CUDA for linux x64 only; this is ${platform} ${arch}`,
    }
  const folder = bindingFolder()
  const missing = cudaLibraries.filter((name) => !exists(join(folder, name)))
  if (missing.length > 0) {
    return {
      available: false,
      detail: `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not in ${folder}`,
      hint:
        `run \`node ${join(folder, '../../../../script/install.js')} --onnxruntime-node-install=cuda12\`, or link ` +
        'both libraries into that folder from the Python package onnxruntime-gpu of the same version (its folder `capi`)',
    }
  }
  if (!driverNodes.some((node) => exists(node))) {
    return {
      available: false,
      detail: `no NVIDIA driver: neither ${driverNodes.join(' nor ')} exists`,
      hint: 'install the NVIDIA driver; in a container, start it with `--gpus all`',
    }
  }
  return { available: true, detail: `CUDA libraries in ${folder}, NVIDIA driver present` }
}

/** Where onnxruntime-node keeps the native libraries of this platform. */
function bindingFolder(): string {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node') // …/onnxruntime-node/dist/index.js
  return join(dirname(main), '..', 'bin', 'napi-v6', process.platform, process.arch)
}
