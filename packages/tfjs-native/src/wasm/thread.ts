// A thread of the WASM backend. The package has its script as a string, made for a blob; emscripten starts a file.

import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const { wasmWorkerContents } =
  require('@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.worker.js') as {
    wasmWorkerContents: string
  }
// a line break of the package's own inside a string literal
const script = wasmWorkerContents.replaceAll('\n', '\\n')
new Function('require', '__filename', script)(require, fileURLToPath(import.meta.url))
