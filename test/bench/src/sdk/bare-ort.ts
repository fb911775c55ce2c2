// A worker of the bench: a loop of `session.run`, as its documentation shows it. Arguments: an ONNX file, latent size.

import { latentsOf } from '@facegan/core'
import * as ort from 'onnxruntime-node'
import { serve } from '../serve.ts'
import { meanLevelOf } from './mean-level.ts'
import { batchOf, seedsOf, type SdkHello } from './protocol.ts'

async function main(file: string, latentSize: number): Promise<void> {
  const session = await ort.InferenceSession.create(file)
  const version = ort.env.versions.common
  const hello: SdkHello = { versions: { 'onnxruntime-node': ort.env.versions.node ?? version } }
  await serve(hello, async (variant, steps) => {
    const batch = batchOf(variant)
    const z = latentsOf(seedsOf(batch), latentSize)
    let data = new Float32Array()
    for (let step = 0; step < steps; step++) {
      const { images } = await session.run({ z: new ort.Tensor('float32', z, [batch, latentSize]) })
      data = images!.data as Float32Array<ArrayBuffer>
    }
    return { meanLevel: meanLevelOf(data) }
  })
}

const [file = '', latentSize = ''] = process.argv.slice(2)
void main(file, Number(latentSize))
