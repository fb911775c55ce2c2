// A worker of the benches: our trainer's step, on pictures of noise. Arguments: a preset, a precision, a device.

import { tf, useNativeBackend, useWasmBackend } from '@facegan/tfjs-native'
import { checkConfig, Gan, presetNamed } from '@facegan/trainer'
import { serve } from '../serve.ts'

async function main(preset: string, precision: string, device: string): Promise<void> {
  const computing =
    device === 'wasm'
      ? { 'WASM kernels': (await useWasmBackend()).version }
      : { TensorFlow: (await useNativeBackend()).tensorflowVersion }
  const config = checkConfig({ ...presetNamed(preset), precision })
  const { batchSize } = config
  const { imageSize } = config.network
  const gan = new Gan(config)

  const pictures = Array.from({ length: 8 }, () =>
    Float32Array.from({ length: batchSize * imageSize ** 2 * 3 }, () => Math.random() * 2 - 1),
  )
  let step = 0
  // as train-gan.ts hands them over: the copy into a tensor is part of the step
  const nextBatch = () => tf.tensor4d(pictures[step % pictures.length]!, [batchSize, imageSize, imageSize, 3])

  const hello = {
    versions: {
      node: process.versions.node,
      'TensorFlow.js': tf.version.tfjs,
      ...computing,
    },
    parameters: {
      generator: gan.networks.generator.countParams(),
      discriminator: gan.networks.discriminator.countParams(),
    },
    variants: ['together'],
  }
  await serve(hello, (_, steps) => {
    let losses = { lossD: Number.NaN, lossG: Number.NaN }
    for (const end = step + steps; step < end; step++) {
      const { lossD, lossG } = gan.step(step, step * batchSize, nextBatch)
      losses = { lossD, lossG }
    }
    return losses
  })
}

const [preset = '', precision = '', device = 'native'] = process.argv.slice(2)
void main(preset, precision, device)
