import { tf } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'
import { StreamDropout, type DropoutStream } from './stream-dropout.ts'

/**
 * The DCGAN discriminator as a standard layers model: images [N,H,W,3] in [-1, 1] -> logit [N,1], high for real.
 *
 * Convolutions (kernel 4, stride 2) that halve the size each time, with leaky ReLU and dropout, then one dense
 * logit. On 32x32 pictures its maps are 16x16x64 and 8x8x128, flattened to 8192.
 *
 * @param seed of the Glorot-uniform initial weights
 * @param stream where dropout masks come from while it trains
 */
export function buildDiscriminator(
  config: NetworkConfig,
  seed: number,
  stream: DropoutStream,
): tf.Sequential {
  const { imageSize, discriminatorWidths, leakySlope, dropout } = config
  let layerSeed = seed
  const initializer = () => tf.initializers.glorotUniform({ seed: layerSeed++ })

  const model = tf.sequential({ name: 'discriminator' })
  discriminatorWidths.forEach((filters, i) => {
    const name = `down${imageSize / 2 ** (i + 1)}` // named after the size it makes
    model.add(
      tf.layers.conv2d({
        name,
        ...(i === 0 ? { inputShape: [imageSize, imageSize, 3] } : {}),
        filters,
        kernelSize: 4,
        strides: 2,
        padding: 'same',
        kernelInitializer: initializer(),
      }),
    )
    model.add(tf.layers.leakyReLU({ name: `${name}_leaky`, alpha: leakySlope }))
    model.add(new StreamDropout({ name: `${name}_dropout`, rate: dropout }, stream, i))
  })
  model.add(tf.layers.flatten({ name: 'flatten' }))
  model.add(tf.layers.dense({ name: 'logit', units: 1, kernelInitializer: initializer() })) // [N,1]
  return model
}
