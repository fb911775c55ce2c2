import { tf } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'
import type { Precision } from '../precision.ts'
import { initializers } from './initializers.ts'
import { FusedBatchNorm } from './layers/fused-batch-norm.ts'
import { FusedConv2D, FusedConv2DTranspose } from './layers/fused-conv.ts'
import { FusedLeakyRelu } from './layers/fused-leaky-relu.ts'

/**
 * The generator as a standard layers model: z [N,Z] -> images [N,H,W,3], in [-1, 1] with a tanh at the end, about
 * there without (values beyond are clipped when a picture is made of them).
 *
 * Dense to 4x4, then transposed convolutions (kernel 4, stride 2) that double the size each time. Each is followed
 * by batch norm, where the config has it, and leaky ReLU; the last step to RGB is a transposed convolution
 * too (DCGAN) or a 3x3 convolution at full size.
 *
 * @param seed of the initial weights
 * @param precision of the convolutions, but for the one that makes pixels
 * @see Radford et al. 2016, arXiv:1511.06434
 */
export function buildGenerator(
  config: NetworkConfig,
  seed: number,
  precision: Precision = 'float32',
): tf.Sequential {
  const { latentSize, imageSize, leakySlope } = config
  const { widths, batchNorm, output, toRgb } = config.generator
  const [baseWidth, ...upWidths] = widths
  const initialize = initializers(config, seed)
  const model = tf.sequential({ name: 'generator' })

  /** Every layer but the last: the batch norm behind it brings a bias. */
  const activate = (name: string): void => {
    if (batchNorm) model.add(new FusedBatchNorm({ name: `${name}_norm` }))
    model.add(new FusedLeakyRelu({ name: `${name}_leaky`, slope: leakySlope }))
  }
  const up = (name: string, channelsIn: number, filters: number, useBias: boolean, last = false) => {
    const initializer = initialize(4 * channelsIn, last ? 'nothing' : 'leaky')
    model.add(
      new FusedConv2DTranspose({
        name,
        filters,
        kernelSize: 4,
        stride: 2,
        useBias,
        initializer,
        precision: last ? 'float32' : precision,
      }),
    )
  }

  model.add(
    tf.layers.dense({
      name: 'base',
      inputShape: [latentSize],
      units: 4 * 4 * baseWidth,
      useBias: !batchNorm,
      kernelInitializer: initialize(latentSize),
    }),
  )
  activate('base')
  model.add(tf.layers.reshape({ name: 'base_map', targetShape: [4, 4, baseWidth] })) // [N,4,4,C]
  upWidths.forEach((filters, i) => {
    const name = `up${8 * 2 ** i}` // named after the size it makes
    up(name, widths[i], filters, !batchNorm)
    activate(name)
  })
  const lastWidth = widths.at(-1)!
  if (toRgb === 'transposed') up('rgb', lastWidth, 3, !batchNorm, true)
  else {
    const initializer = initialize(9 * lastWidth, 'nothing')
    model.add(
      new FusedConv2D({ name: 'rgb', filters: 3, kernelSize: 3, stride: 1, useBias: true, initializer }),
    )
  }
  if (output === 'tanh') model.add(tf.layers.activation({ name: 'tanh', activation: 'tanh' }))
  tf.util.assertShapesMatch(model.outputs[0].shape.slice(1) as number[], [imageSize, imageSize, 3])
  return model
}
