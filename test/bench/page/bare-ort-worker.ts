// ONNX Runtime Web as its documentation shows it: `InferenceSession.create`, `session.run`.

import * as ort from 'onnxruntime-web/wasm'
import { servePeer } from './serve-peer.ts'

// its threads are started by loading the script that it is bundled into, under this name
if (!self.name.startsWith('em-pthread'))
  servePeer(async ({ network, threads }) => {
    ort.env.wasm.numThreads = threads
    const session = await ort.InferenceSession.create(network, { executionProviders: ['wasm'] })
    return {
      versions: { 'onnxruntime-web': ort.env.versions.web ?? ort.env.versions.common },
      async draw(z, batch) {
        const { images } = await session.run({
          z: new ort.Tensor('float32', z, [batch, z.length / batch]),
        })
        return images!.data as Float32Array
      },
    }
  })
