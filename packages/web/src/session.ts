import type { InferenceSession, LoadRequest, TensorData, TensorSignature } from '@facegan/core'
import type * as Ort from 'onnxruntime-web'

/** What the worker needs to open a session. */
export interface SessionSettings {
  readonly threads: number
  /** Folder of ONNX Runtime's .wasm files, ending in a slash; undefined where the bundler placed them. */
  readonly wasmFolder: string | undefined
}

/** One build of ONNX Runtime. */
export interface Runtime {
  readonly ort: typeof Ort
  readonly executionProvider: 'wasm' | 'webgpu'
  /** What this build calls its WebAssembly. */
  readonly wasmFile: string
}

/** Opens a checked model; runs in the worker. */
export async function openSession(
  { ort, executionProvider, wasmFile }: Runtime,
  { manifest, model, settings }: LoadRequest<SessionSettings>,
): Promise<InferenceSession> {
  // Failures come back as exceptions; without this ONNX Runtime prints each on the console as well.
  ort.env.logLevel = 'fatal'
  ort.env.wasm.proxy = false // we are in a worker already
  ort.env.wasm.numThreads = executionProvider === 'wasm' ? settings.threads : 1
  if (settings.wasmFolder) ort.env.wasm.wasmPaths = { wasm: settings.wasmFolder + wasmFile }
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [executionProvider],
    logSeverityLevel: 4, // fatal
    // WebGPU leaves what it cannot do to the CPU, and every such node sends its tensors there and back. What was
    // asked to run on the GPU runs there whole, or says that it cannot.
    ...(executionProvider === 'webgpu' && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
  })
  const { name } = manifest.output
  return {
    graph: {
      inputs: session.inputMetadata.map(signatureOf),
      outputs: session.outputMetadata.map(signatureOf),
    },
    async run(feeds) {
      const tensors = feeds.map(
        (feed) => [feed.name, new ort.Tensor(feed.type, feed.data, feed.dims)] as const,
      )
      const results = await session.run(Object.fromEntries(tensors), [name])
      return (await results[name].getData()) as TensorData
    },
  }
}

function signatureOf(value: Ort.InferenceSession.ValueMetadata): TensorSignature {
  const { name } = value
  return value.isTensor
    ? { name, type: value.type, shape: value.shape }
    : { name, type: 'no tensor', shape: [] }
}
