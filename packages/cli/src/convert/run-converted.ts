import * as ort from 'onnxruntime-node'
import type { NamedOutput } from './compare.ts'
import type { ProofInput } from './proof-inputs.ts'

// Failures come back as exceptions; without this ONNX Runtime prints each on stderr as well.
ort.env.logLevel = 'fatal'

/** Runs a converted model in Node's ONNX Runtime on the CPU; outputs in the order of the graph. */
export async function runConverted(path: string, inputs: readonly ProofInput[]): Promise<NamedOutput[]> {
  const session = await ort.InferenceSession.create(path, { executionProviders: ['cpu'] })
  try {
    const feeds = inputs.map(({ name, dtype, values, shape }) => [name, new ort.Tensor(dtype, values, shape)])
    const results = await session.run(Object.fromEntries(feeds))
    return session.outputNames.map((name) => {
      const { dims, data } = results[name]!
      return { name, shape: dims, values: data as Float32Array }
    })
  } finally {
    await session.release()
  }
}
