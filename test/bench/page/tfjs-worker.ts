// TensorFlow.js on its WASM backend, from its own scripts: a bundler would rename what its threads' script needs.

import type * as Wasm from '@tensorflow/tfjs-backend-wasm'
import type * as Core from '@tensorflow/tfjs-core'
import type * as Layers from '@tensorflow/tfjs-layers'
import { servePeer } from './serve-peer.ts'

declare const tf: typeof Core & typeof Layers & { readonly wasm: typeof Wasm }
declare function importScripts(...addresses: string[]): void

servePeer(async ({ network, threads }) => {
  importScripts(
    '/tfjs/core/tf-core.es2017.min.js',
    '/tfjs/layers/tf-layers.es2017.min.js',
    '/tfjs/backend-wasm/tf-backend-wasm.es2017.min.js',
  )
  tf.wasm.setWasmPaths('/tfjs/backend-wasm/')
  tf.wasm.setThreadsCount(threads)
  await tf.setBackend('wasm')
  await tf.ready()
  for (const feature of ['WASM_HAS_SIMD_SUPPORT', 'WASM_HAS_MULTITHREAD_SUPPORT'])
    if (!(await tf.env().getAsync(feature))) throw new Error(`TensorFlow.js says no to ${feature}`)
  const model = await tf.loadLayersModel(network)
  return {
    versions: { 'tfjs-backend-wasm': tf.wasm.version_wasm },
    async draw(latents, batch) {
      const z = tf.tensor2d(latents, [batch, latents.length / batch])
      const images = model.predict(z) as Core.Tensor
      const data = (await images.data()) as Float32Array
      tf.dispose([z, images])
      return data
    },
  }
})
