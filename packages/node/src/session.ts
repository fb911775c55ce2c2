import type { GraphSignature, InferenceSession, LoadRequest, TensorData } from '@facegan/core'
import type * as Ort from 'onnxruntime-node'
import type { InferenceSettings } from './inference-settings.ts'
import type { NativeGuard } from './native-guard.ts'

/** One of ONNX Runtime's packages. */
export type Runtime = Pick<typeof Ort, 'InferenceSession' | 'Tensor' | 'env'>

/**
 * Opens an ONNX graph. Runs in the inference worker: a run blocks its thread from start to end.
 *
 * @throws Error with ONNX Runtime's message on a graph it cannot read or a device it cannot use
 */
export async function openSession(
  ort: Runtime,
  { manifest, model, settings }: LoadRequest<InferenceSettings>,
  guard: NativeGuard,
): Promise<InferenceSession> {
  // Failures come back as exceptions; without this ONNX Runtime prints each on stderr as well.
  ort.env.logLevel = 'fatal'
  const options: Ort.InferenceSession.SessionOptions = {
    executionProviders: [settings.executionProvider],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: settings.threads,
    interOpNumThreads: 1,
    // a memory plan for each batch size costs a tenth of the process when sizes vary, and saves no time
    enableMemPattern: false,
    // WebGPU leaves what it cannot do to the CPU, and every such node sends its tensors there and back
    ...(settings.executionProvider === 'webgpu' && {
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    }),
  }
  const session = await guard.enter(() => ort.InferenceSession.create(model, options))
  const { name } = manifest.output
  return {
    graph: signatureOf(session),
    async run(feeds) {
      const tensors = feeds.map(
        (feed) => [feed.name, new ort.Tensor(feed.type, feed.data, feed.dims)] as const,
      )
      const results = await guard.enter(() => session.run(Object.fromEntries(tensors), [name]))
      return results[name].data as TensorData
    },
  }
}

function signatureOf({ inputMetadata, outputMetadata }: Ort.InferenceSession): GraphSignature {
  return { inputs: inputMetadata.map(signature), outputs: outputMetadata.map(signature) }
}

function signature(tensor: Ort.InferenceSession.ValueMetadata): GraphSignature['inputs'][number] {
  return tensor.isTensor
    ? { name: tensor.name, type: tensor.type, shape: tensor.shape }
    : { name: tensor.name, type: 'not a tensor', shape: [] }
}
