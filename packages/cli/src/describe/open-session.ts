import type { TensorData, TensorSignature } from '@facegan/core'
import * as ort from 'onnxruntime-node'
import type { InspectedSession } from './inspect.ts'

// Failures come back as exceptions; without this ONNX Runtime prints each on stderr as well.
ort.env.logLevel = 'fatal'

/** @throws Error with ONNX Runtime's message */
export async function openSession(bytes: Uint8Array): Promise<InspectedSession> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
  })
  return {
    graph: { inputs: session.inputMetadata.map(signature), outputs: session.outputMetadata.map(signature) },
    async run(feeds) {
      const tensors = feeds.map(
        ({ name, type, data, dims }) => [name, new ort.Tensor(type, data, dims)] as const,
      )
      const results = await session.run(Object.fromEntries(tensors))
      return results as unknown as Record<string, { dims: readonly number[]; type: string; data: TensorData }>
    },
  }
}

function signature(tensor: ort.InferenceSession.ValueMetadata): TensorSignature {
  return tensor.isTensor
    ? { name: tensor.name, type: tensor.type, shape: tensor.shape }
    : { name: tensor.name, type: 'not a tensor', shape: [] }
}
