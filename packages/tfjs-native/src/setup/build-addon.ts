import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { NativeBackendError } from '../errors.ts'
import { TENSORFLOW_LIBRARIES } from '../installation.ts'
import { ADDON_SOURCES } from '../package-paths.ts'
import { type CommandOptions, lastLines, runCommand } from '../run-command.ts'
import type { Compiler } from './find-compiler.ts'

const require = createRequire(import.meta.url)

const COMPILE_FLAGS = [
  ...'-shared -fPIC -O2 -std=c++17 -w'.split(' '),
  ...'-DNAPI_VERSION=8 -DNODE_GYP_MODULE_NAME=tfjs_binding -DBUILDING_NODE_EXTENSION'.split(' '),
]

/**
 * Compiles tfjs-node's addon against the TensorFlow of a Python environment, without node-gyp: the
 * addon speaks Node-API 8, so one binary serves every Node from 20 on.
 *
 * @param tensorflow the environment's `site-packages/tensorflow`
 * @throws NativeBackendError TFJS_NATIVE_COMPILE_FAILED
 */
export async function buildAddon(
  compiler: Compiler,
  tensorflow: string,
  addon: string,
  options: CommandOptions = {},
): Promise<void> {
  const folder = dirname(addon)
  await mkdir(folder, { recursive: true })
  const partial = `${addon}.partial`
  const cache = join(folder, 'zig-cache')
  const [program, ...fixed] = compiler
  const result = await runCommand(
    program,
    [
      ...fixed,
      ...COMPILE_FLAGS,
      `-I${join(dirname(require.resolve('node-api-headers')), 'include')}`,
      `-I${join(tensorflow, 'include')}`,
      join(ADDON_SOURCES, 'tfjs_backend.cc'),
      join(ADDON_SOURCES, 'tfjs_binding.cc'),
      ...linkerFlags(folder, tensorflow, await cudaLibraries(tensorflow)),
      '-o',
      partial,
    ],
    // zig's cache; half a gigabyte that nobody needs afterwards
    {
      ...options,
      env: { ...(options.env ?? process.env), ZIG_GLOBAL_CACHE_DIR: cache, ZIG_LOCAL_CACHE_DIR: cache },
    },
  )
  await rm(cache, { recursive: true, force: true })
  if (result?.code !== 0) {
    throw new NativeBackendError(
      'TFJS_NATIVE_COMPILE_FAILED',
      `${program} could not compile the addon:\n${result ? lastLines(result) : '  it is no longer on the PATH'}`,
      'It needs C++17 (g++ 8 or clang++ 7, or newer); CXX names another compiler.',
    )
  }
  await rename(partial, addon)
}

function linkerFlags(folder: string, tensorflow: string, cuda: readonly string[]): string[] {
  const own = TENSORFLOW_LIBRARIES.map((name) => join(tensorflow, name))
  const libraries = [...own, ...cuda] // by path, since zig's linker does not know `-l:NAME`
  const folders = new Set(libraries.map((library) => dirname(library)))
  return [
    '-Wl,--no-as-needed',
    ...libraries,
    // relative to the addon, so that the installation can be moved whole
    ...[...folders].map((path) => `-Wl,-rpath,$ORIGIN/${relative(folder, path)}`),
  ]
}

/**
 * NVIDIA's libraries lie in their own Python packages, where TensorFlow's `dlopen` does not look.
 * Linked to the addon they are already loaded when it asks for them by name.
 */
async function cudaLibraries(tensorflow: string): Promise<string[]> {
  const nvidia = join(tensorflow, '../nvidia')
  const packages = await readdir(nvidia).catch(() => [])
  const found: string[] = []
  for (const name of packages.toSorted()) {
    const files = await readdir(join(nvidia, name, 'lib')).catch(() => [])
    found.push(
      ...files.filter((file) => /\.so\.\d+$/.test(file)).map((file) => join(nvidia, name, 'lib', file)),
    )
  }
  return found
}
