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
  readonly sessionOptions?: Ort.InferenceSession.SessionOptions
  /** Called once a session is open. */
  readonly opened?: () => Promise<void>
  /** Called before a failed run is told of. */
  readonly failed?: () => Promise<void>
}

/** Fetches and compiles ONNX Runtime's WebAssembly and starts its threads, while the model is still on its way. */
export async function startRuntime(
  { ort, executionProvider, wasmFile }: Runtime,
  { threads, wasmFolder }: SessionSettings,
): Promise<void> {
  // Failures come back as exceptions; without this ONNX Runtime prints each on the console as well.
  ort.env.logLevel = 'fatal'
  ort.env.wasm.proxy = false // we are in a worker already
  ort.env.wasm.numThreads = executionProvider === 'wasm' ? threads : 1
  if (wasmFolder) ort.env.wasm.wasmPaths = { wasm: wasmFolder + wasmFile }
  // It starts with the first session and has no other way to: this one is no graph at all, and fails after that.
  await ort.InferenceSession.create(new Uint8Array(1), { executionProviders: ['wasm'] }).catch(() => {})
}

/** Opens a checked model; runs in the worker. */
export async function openSession(
  { ort, executionProvider, sessionOptions, opened, failed }: Runtime,
  { manifest, model }: Pick<LoadRequest<SessionSettings>, 'manifest' | 'model'>,
): Promise<InferenceSession> {
  const session = await ort.InferenceSession.create(model, {
    executionProviders: [executionProvider],
    logSeverityLevel: 4, // fatal
    ...sessionOptions,
  })
  await opened?.()
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
      try {
        const results = await session.run(Object.fromEntries(tensors), [name])
        return (await results[name].getData()) as TensorData
      } catch (error) {
        await failed?.()
        throw error
      }
    },
  }
}

function signatureOf(value: Ort.InferenceSession.ValueMetadata): TensorSignature {
  const { name } = value
  return value.isTensor
    ? { name, type: value.type, shape: value.shape }
    : { name, type: 'no tensor', shape: [] }
}
