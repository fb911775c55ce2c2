import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface GpuWheel {
  /** Folder of ONNX Runtime's provider libraries. */
  readonly providers: string
  /** Folders of CUDA's own libraries, where pip installed those too. */
  readonly cuda: readonly string[]
}

/**
 * Looks for the Python package onnxruntime-gpu, which carries the CUDA libraries that npm's lacks, in the active
 * environment, then in the user's and the system's packages.
 *
 * @param version that it must have
 * @returns undefined where none is installed
 */
export function findGpuWheel(
  version: string,
  sitePackages: readonly string[] = knownSitePackages(process.env),
): GpuWheel | undefined {
  for (const site of sitePackages) {
    const providers = join(site, 'onnxruntime/capi')
    if (!existsSync(join(providers, 'libonnxruntime_providers_cuda.so'))) continue
    if (!existsSync(join(site, `onnxruntime_gpu-${version}.dist-info`))) continue
    const cuda = names(join(site, 'nvidia')).map((name) => join(site, 'nvidia', name, 'lib'))
    return { providers, cuda: cuda.filter((folder) => existsSync(folder)) }
  }
  return undefined
}

function knownSitePackages(env: NodeJS.ProcessEnv): string[] {
  const prefixes = [env['VIRTUAL_ENV'], env['CONDA_PREFIX'], join(homedir(), '.local'), '/usr/local', '/usr']
  return prefixes
    .filter((prefix) => prefix !== undefined)
    .flatMap((prefix) =>
      names(join(prefix, 'lib'))
        .filter((name) => name.startsWith('python3'))
        .flatMap((python) =>
          ['site-packages', 'dist-packages'].map((kind) => join(prefix, 'lib', python, kind)),
        ),
    )
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
