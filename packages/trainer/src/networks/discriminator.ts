import { tf } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'
import type { Precision } from '../precision.ts'
import { initializers } from './initializers.ts'
import { FusedConv2D } from './layers/fused-conv.ts'
import { FusedLeakyRelu } from './layers/fused-leaky-relu.ts'
import { MinibatchStd } from './layers/minibatch-std.ts'
import { StreamDropout, type DropoutStream } from './layers/stream-dropout.ts'

/**
 * The discriminator as a layers model: images [N,H,W,3] in [-1, 1] -> logit [N,1], high for real.
 *
 * Convolutions (kernel 4, stride 2) that halve the size each time, with leaky ReLU and dropout; then, where the
 * config has them, the spread of the batch and a 3x3 convolution; then one dense logit. The DCGAN preset's maps on
 * 32x32 pictures are 16x16x64 and 8x8x128, flattened to 8192. Every layer may be differentiated twice.
 *
 * @param seed of the initial weights
 * @param precision of the convolutions, but for the one that takes pixels
 * @param stream where dropout masks come from while it trains
 */
export function buildDiscriminator(
  config: NetworkConfig,
  seed: number,
  stream: DropoutStream,
  precision: Precision = 'float32',
): tf.Sequential {
  const { imageSize, leakySlope } = config
  const { widths, dropout, minibatchStd, headWidth } = config.discriminator
  const initialize = initializers(config, seed)
  const model = tf.sequential({ name: 'discriminator' })
  const activate = (name: string) =>
    model.add(new FusedLeakyRelu({ name: `${name}_leaky`, slope: leakySlope }))

  widths.forEach((filters, i) => {
    const name = `down${imageSize / 2 ** (i + 1)}` // named after the size it makes
    const initializer = initialize(16 * (widths[i - 1] ?? 3))
    const inputShape = i === 0 ? [imageSize, imageSize, 3] : undefined
    model.add(
      new FusedConv2D({
        name,
        inputShape,
        filters,
        kernelSize: 4,
        stride: 2,
        useBias: true,
        initializer,
        precision: i === 0 ? 'float32' : precision,
      }),
    )
    activate(name)
    if (dropout > 0) model.add(new StreamDropout({ name: `${name}_dropout`, rate: dropout }, stream, i))
  })
  let channels = widths.at(-1)!
  if (minibatchStd > 0) {
    model.add(new MinibatchStd({ name: 'minibatch_std', groupSize: minibatchStd }))
    channels += 1
  }
  if (headWidth > 0) {
    const initializer = initialize(9 * channels)
    model.add(
      new FusedConv2D({
        name: 'head',
        filters: headWidth,
        kernelSize: 3,
        stride: 1,
        useBias: true,
        initializer,
        precision,
      }),
    )
    activate('head')
    channels = headWidth
  }
  const size = imageSize / 2 ** widths.length
  model.add(tf.layers.flatten({ name: 'flatten' }))
  model.add(
    tf.layers.dense({
      name: 'logit',
      units: 1,
      kernelInitializer: initialize(size * size * channels, 'nothing'),
    }),
  ) // [N,1]
  return model
}
