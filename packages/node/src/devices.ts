import { availableParallelism } from 'node:os'
import { missing, type Availability } from './availability.ts'
import { bindingFolder, locatePackage } from './binding-folder.ts'
import { lookForCuda } from './look-for-cuda.ts'
import { lookForWebGpu } from './look-for-webgpu.ts'

/** Where the network can run. */
export type ConcreteDevice = 'cuda' | 'webgpu' | 'coreml' | 'dml' | 'cpu' | 'wasm'
export type Device = 'auto' | ConcreteDevice

interface DeviceEntry {
  /** The entry of its threads, which loads the package that has it. */
  readonly worker: './native-worker.js' | './wasm-worker.js'
  /** ONNX Runtime's name for it. */
  readonly executionProvider: string
  /** Set for the whole process before the provider's libraries are loaded, unless the user set them. */
  readonly environment?: Readonly<Record<string, string>>
  /** A look at files only: microseconds, loads nothing. `available` means worth trying. */
  readonly look: () => Availability
  /** What to do when the files are there and ONNX Runtime fails all the same. */
  readonly remedy: string
  /** Never run by us. */
  readonly untested?: true
}

/**
 * | device | runs on | needs |
 * |---|---|---|
 * | cuda | Linux x64 | NVIDIA driver, cuDNN 9, ONNX Runtime's CUDA libraries beside its binding and the CUDA that they were built for |
 * | webgpu | Linux x64, macOS, Windows | a GPU with its driver; on Linux a Vulkan driver and loader |
 * | coreml | macOS | nothing; untested |
 * | dml | Windows | a GPU that speaks DirectX 12; untested |
 * | cpu | glibc Linux, macOS arm64, Windows | nothing |
 * | wasm | everywhere | the package onnxruntime-web |
 */
export const devices: Readonly<Record<ConcreteDevice, DeviceEntry>> = Object.freeze({
  cuda: {
    worker: './native-worker.js',
    executionProvider: 'cuda',
    // TensorFloat-32 rounds factors to 10 bits, so that a face would depend on its device. The provider's own
    // switch, `use_tf32`, cannot be reached through onnxruntime-node; cuBLAS and cuDNN read this one.
    environment: { NVIDIA_TF32_OVERRIDE: '0' },
    look: () => lookForCuda(),
    remedy:
      'cuDNN 9 and the CUDA that the libraries were built for (12 where onnxruntime-node fetched them, 13 from PyPI) must be ' +
      'where the loader finds them: add their folders to LD_LIBRARY_PATH',
  },
  webgpu: {
    worker: './native-worker.js',
    executionProvider: 'webgpu',
    look: () => lookForWebGpu(),
    remedy:
      'update the graphics driver; on Linux the Vulkan loader must be there too (Debian: apt install libvulkan1)',
  },
  coreml: {
    worker: './native-worker.js',
    executionProvider: 'coreml',
    look: () => lookForPlatform('CoreML', 'macOS', 'darwin'),
    remedy: "use `device: 'cpu'`",
    untested: true,
  },
  dml: {
    worker: './native-worker.js',
    executionProvider: 'dml',
    look: () => lookForPlatform('DirectML', 'Windows', 'win32'),
    remedy: "update the graphics driver, or use `device: 'cpu'`",
    untested: true,
  },
  cpu: {
    worker: './native-worker.js',
    executionProvider: 'cpu',
    look: () => {
      const threads = `${availableParallelism()} threads`
      return bindingFolder() ? { available: true, detail: threads } : notInstalled('onnxruntime-node')
    },
    remedy:
      'install onnxruntime-node again; on Linux it needs glibc. Where that cannot be (Alpine), ' +
      '`npm install onnxruntime-web` gives the slower device wasm',
  },
  wasm: {
    worker: './wasm-worker.js',
    executionProvider: 'wasm',
    look: () =>
      locatePackage('onnxruntime-web')
        ? { available: true, detail: `${availableParallelism()} threads; several times slower than the CPU` }
        : notInstalled('onnxruntime-web'),
    remedy: 'install onnxruntime-web again',
  },
})

export const concreteDevices = Object.keys(devices) as ConcreteDevice[]
export const deviceNames: readonly Device[] = ['auto', ...concreteDevices]

/** Where `'auto'` starts: the first that loads. */
export const startDevices: readonly ConcreteDevice[] = Object.freeze(['cpu', 'wasm'])
/** What it may move to, once a trial has shown that it is faster. */
export const fasterDevices: readonly ConcreteDevice[] = Object.freeze(['cuda', 'webgpu'])

function notInstalled(name: string): Availability {
  return missing(`the package ${name} is not installed`, `run \`npm install ${name}\``)
}

function lookForPlatform(name: string, system: string, platform: string): Availability {
  if (process.platform !== platform)
    return missing(`${name} is part of ${system}; this is ${process.platform} ${process.arch}`)
  return bindingFolder()
    ? { available: true, detail: `${name} of this system` }
    : notInstalled('onnxruntime-node')
}
