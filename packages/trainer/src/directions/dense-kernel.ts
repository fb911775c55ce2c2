import { tf } from '@facegan/tfjs-native'

/**
 * The kernel of a generator's first layer, where that is a dense one.
 *
 * @returns [Z,M] row by row; undefined where the first layer is another one
 */
export function denseKernel(generator: tf.LayersModel): Float32Array | undefined {
  const first = generator.layers.find((layer) => layer.getClassName() !== 'InputLayer')
  if (first?.getClassName() !== 'Dense') return undefined
  return Float32Array.from(first.getWeights()[0].dataSync())
}
