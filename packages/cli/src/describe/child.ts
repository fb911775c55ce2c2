import { readFile } from 'node:fs/promises'
import { FaceganError, messageOf, type TensorData } from '@facegan/core'
import * as ort from 'onnxruntime-node'
import { inspect, type InspectedSession } from './inspect.ts'
import type { Answer, Question } from './describe-onnx.ts'

// A process of its own: a hostile file may crash native code, fill the memory or never end.
ort.env.logLevel = 'fatal'

process.once('message', (question: Question) => {
  void answer(question).then((reply) => process.send?.(reply, undefined, undefined, () => process.exit()))
})

async function answer({ path, name, wishes }: Question): Promise<Answer> {
  try {
    const bytes = new Uint8Array(await readFile(path))
    return { description: await inspect(bytes, name, wishes, () => open(bytes)) }
  } catch (error) {
    if (error instanceof RangeError)
      return { refusal: { message: `Its sizes do not fit in memory: ${error.message}.`, hint: undefined } }
    if (!FaceganError.isInstance(error)) return { bug: (error as Error).stack ?? messageOf(error) }
    return { refusal: { message: error.message, hint: error.hint } }
  }
}

async function open(bytes: Uint8Array): Promise<InspectedSession> {
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
  })
  const signature = (tensor: ort.InferenceSession.ValueMetadata) =>
    tensor.isTensor
      ? { name: tensor.name, type: tensor.type, shape: tensor.shape }
      : { name: tensor.name, type: 'not a tensor', shape: [] }
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
