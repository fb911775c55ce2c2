import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { WASM_THREAD_SCRIPT } from '../package-paths.ts'
import { withThreads } from './with-threads.ts'

const require = createRequire(import.meta.url)

/** The package that has XNNPACK and the other kernels, compiled; optional. */
export const WASM_PACKAGE = '@tensorflow/tfjs-backend-wasm'

/** What emscripten makes of the package's C++, as far as we call it. */
export interface WasmModule {
  cwrap(name: string, returns: 'number' | null, takes: readonly string[]): (...given: number[]) => number
  /** Where the backend looks for the functions that every kernel needs. */
  tfjs?: Readonly<Record<string, (...given: number[]) => number>>
  readonly PThread?: {
    /** Started, and free. */
    unusedWorkers: { terminate(): unknown }[]
  }
}

type Imports = { readonly env: Record<string, unknown> }
type Factory = (options: {
  locateFile(file: string): string
  mainScriptUrlOrBlob?: string
  instantiateWasm(imports: Imports, done: (instance: object, module: object) => void): object
}) => Promise<WasmModule>

/** Node has it; its types are a browser's. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => object
}

/** In the package's C++: so many threads are made ready, and no more can be used. */
export const mostThreads = 8

/**
 * The package's kernels in this process. tfjs itself never asks for threads in Node, since its way to start them needs
 * blob URLs; from files they start here as well.
 *
 * @param threads 1 to 8
 * @throws whatever is in the way: the package is missing, or the engine cannot run it
 */
export async function loadModule(threads: number): Promise<WasmModule> {
  const folder = join(dirname(require.resolve(`${WASM_PACKAGE}/package.json`)), 'wasm-out')
  const name = threads > 1 ? 'tfjs-backend-wasm-threaded-simd' : 'tfjs-backend-wasm'
  const script = join(folder, `${name}.js`)
  // one script serves the plain and the SIMD build
  const binary = join(folder, threads > 1 ? `${name}.wasm` : `${name}-simd.wasm`)
  const start = () =>
    (require(script) as Factory)({
      locateFile: (file) => (file.endsWith('.worker.js') ? WASM_THREAD_SCRIPT : join(folder, file)),
      mainScriptUrlOrBlob: script,
      instantiateWasm(imports, done) {
        // the C++ takes half of the logical cores, however many threads it is asked for
        imports.env['emscripten_num_logical_cores'] = () => 2 * threads
        const compiled = new WebAssembly.Module(readFileSync(binary))
        done(new WebAssembly.Instance(compiled, imports), compiled)
        return {}
      },
    })
  const module = await (threads > 1 ? withThreads(start) : start())
  module.tfjs = {
    initWithThreadsCount: module.cwrap('init_with_threads_count', null, ['number']),
    getThreadsCount: module.cwrap('get_threads_count', 'number', []),
    registerTensor: module.cwrap('register_tensor', null, ['number', 'number', 'number']),
    disposeData: module.cwrap('dispose_data', null, ['number']),
    dispose: module.cwrap('dispose', null, []),
  }
  return module
}
