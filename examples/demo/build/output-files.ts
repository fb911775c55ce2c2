import { createHash } from 'node:crypto'
import type { Plugin } from 'vite'

const serviceWorker = 'service-worker.js'
/** ONNX Runtime for WebGPU, 27 MB: the page asks for WASM. */
const notForOffline = /asyncify|webgpu|\.map$/

/** Tells the service worker what Vite wrote: the files to keep, and one hash over all of them. */
export function outputFiles(): Plugin {
  return {
    name: 'output-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle[serviceWorker]
      if (worker?.type !== 'chunk') throw new Error(`${serviceWorker} is not among the outputs`)
      const hash = createHash('sha256')
      const files: string[] = []
      for (const [name, output] of Object.entries(bundle).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
        hash.update(name).update(output.type === 'chunk' ? output.code : output.source)
        if (name !== serviceWorker && !notForOffline.test(name)) files.push(name)
      }
      worker.code = worker.code
        .replace('BUILT_FILES', JSON.stringify(files))
        .replace('BUILT_VERSION', JSON.stringify(hash.digest('hex').slice(0, 16)))
    },
  }
}
