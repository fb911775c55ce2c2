// A worker of the bench: TensorFlow.js, `predict` and `data()`. Argument: the folder of a layers model.

import { latentsOf } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { loadLayersModel } from '@facegan/trainer'
import { serve } from '../serve.ts'
import { meanLevelOf } from './mean-level.ts'
import { batchOf, seedsOf, type SdkHello } from './protocol.ts'

async function main(folder: string): Promise<void> {
  const { tensorflowVersion } = await useNativeBackend()
  const model = await loadLayersModel(folder)
  const latentSize = model.inputs[0]!.shape[1]!
  const hello: SdkHello = { versions: { 'TensorFlow.js': tf.version.tfjs, TensorFlow: tensorflowVersion } }
  await serve(hello, async (variant, steps) => {
    const batch = batchOf(variant)
    const latents = latentsOf(seedsOf(batch), latentSize)
    let data = new Float32Array()
    for (let step = 0; step < steps; step++) {
      const z = tf.tensor2d(latents, [batch, latentSize])
      const images = model.predict(z) as tf.Tensor
      data = (await images.data()) as Float32Array<ArrayBuffer>
      tf.dispose([z, images])
    }
    return { meanLevel: meanLevelOf(data) }
  })
}

void main(process.argv[2] ?? '')
