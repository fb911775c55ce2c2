import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { missing, type Availability } from './availability.ts'
import { bindingFolder, bindingVersion } from './binding-folder.ts'
import { findGpuWheel } from './gpu-wheel.ts'

/** ONNX Runtime opens its provider libraries in its binding's own folder and nowhere else. */
const cudaLibraries = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so']
/** The kernel driver's node on Linux, and the one that WSL has instead. */
const driverNodes = ['/dev/nvidiactl', '/dev/dxg']

interface Surroundings {
  readonly platform: string
  readonly arch: string
  readonly exists: (path: string) => boolean
  /** Looks for the Python package with the same libraries, of one version. */
  readonly findWheel?: typeof findGpuWheel
}

export function lookForCuda(
  { platform, arch, exists, findWheel = findGpuWheel }: Surroundings = {
    platform: process.platform,
    arch: process.arch,
    exists: existsSync,
  },
): Availability {
  if (platform !== 'linux' || arch !== 'x64')
    return missing(`onnxruntime-node has CUDA for linux x64 only; this is ${platform} ${arch}`)
  const folder = bindingFolder()
  if (!folder) return missing('the package onnxruntime-node is not installed')
  // the driver first: where there is no GPU, libraries help nobody
  if (!driverNodes.some((node) => exists(node)))
    return missing(
      `no NVIDIA driver: neither ${driverNodes.join(' nor ')} exists`,
      'install the NVIDIA driver; in a container, start it with `--gpus all`',
    )
  const absent = cudaLibraries.filter((name) => !exists(join(folder, name)))
  if (absent.length > 0)
    return missing(
      `${absent.join(' and ')} ${absent.length > 1 ? 'are' : 'is'} not in ${folder}`,
      howToGet(folder, findWheel(bindingVersion())),
    )
  return { available: true, detail: `CUDA libraries in ${folder}, NVIDIA driver present` }
}

function howToGet(folder: string, wheel: ReturnType<typeof findGpuWheel>): string {
  if (!wheel) {
    const script = join(folder, '../../../../script/install.js')
    return (
      `run \`node ${script} --onnxruntime-node-install=cuda12\`, which fetches those for CUDA 12; or for CUDA 13 ` +
      `\`pip install onnxruntime-gpu[cuda,cudnn]==${bindingVersion()}\`, and ask again: the libraries are found in it`
    )
  }
  const sources = cudaLibraries.map((name) => join(wheel.providers, name)).join(' ')
  const link = `run \`ln -s ${sources} ${folder}\``
  // seen through a link, the libraries no longer find those that lie beside the wheel
  return wheel.cuda.length > 0 ? `${link} and \`export LD_LIBRARY_PATH=${wheel.cuda.join(':')}\`` : link
}
