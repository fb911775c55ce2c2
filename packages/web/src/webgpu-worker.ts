import * as ort from 'onnxruntime-web/webgpu'
import { serveSession } from './serve-session.ts'

serveSession({
  ort,
  executionProvider: 'webgpu',
  wasmFile: 'ort-wasm-simd-threaded.asyncify.wasm',
  // WebGPU leaves what it cannot do to the CPU, and every such node sends its tensors there and back. What was asked to
  // run on the GPU runs there whole, or says that it cannot.
  sessionOptions: { extra: { session: { disable_cpu_ep_fallback: '1' } } },
  /** A run on a lost device may never end; an error that nobody catches does end this worker, and all that waits for it. */
  async opened() {
    const { lost } = await ort.env.webgpu.device
    void lost.then(({ message }) => reportError(new Error(`the graphics device was lost: ${message}`)))
  },
  /** A lost device is told of a moment after the run that it broke, and is the better reason. */
  failed: () => new Promise((resolve) => setTimeout(resolve, 100)),
})
