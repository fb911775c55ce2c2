import { tf } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'

/**
 * The DCGAN generator as a standard layers model: z [N,Z] -> images [N,H,W,3] in [-1, 1].
 *
 * Dense to 4x4, then transposed convolutions (kernel 4, stride 2) that double the size each time. Every layer but
 * the last has no bias, since the batch norm behind it brings one, and leaky ReLU; the last goes to RGB with tanh.
 *
 * @param seed of the Glorot-uniform initial weights
 * @see Radford et al. 2016, arXiv:1511.06434
 */
export function buildGenerator(config: NetworkConfig, seed: number): tf.Sequential {
  const { latentSize, generatorWidths, leakySlope } = config
  const [baseWidth, ...widths] = generatorWidths
  let layerSeed = seed
  const initializer = () => tf.initializers.glorotUniform({ seed: layerSeed++ })
  const normalized = (name: string): tf.layers.Layer[] => [
    tf.layers.batchNormalization({ name: `${name}_norm` }),
    tf.layers.leakyReLU({ name: `${name}_leaky`, alpha: leakySlope }),
  ]
  const doubled = (name: string, filters: number, activation: 'linear' | 'tanh') =>
    tf.layers.conv2dTranspose({
      name,
      filters,
      kernelSize: 4,
      strides: 2,
      padding: 'same',
      useBias: false,
      activation,
      kernelInitializer: initializer(),
    })

  const model = tf.sequential({ name: 'generator' })
  model.add(
    tf.layers.dense({
      name: 'base',
      inputShape: [latentSize],
      units: 4 * 4 * baseWidth,
      useBias: false,
      kernelInitializer: initializer(),
    }),
  )
  for (const layer of normalized('base')) model.add(layer)
  model.add(tf.layers.reshape({ name: 'base_map', targetShape: [4, 4, baseWidth] })) // [N,4,4,C]
  widths.forEach((filters, i) => {
    const name = `up${8 * 2 ** i}` // named after the size it makes
    model.add(doubled(name, filters, 'linear'))
    for (const layer of normalized(name)) model.add(layer)
  })
  model.add(doubled('rgb', 3, 'tanh')) // [N,H,W,3]
  return model
}
