import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, expect, it } from 'vitest'
import { buildGenerator } from '../networks/generator.ts'
import { presets } from '../presets/index.ts'
import { denseKernel } from './dense-kernel.ts'

beforeAll(() => useNativeBackend())

it('of a generator of ours is [Z, 4·4·C], row by row', () => {
  const { network } = presets['dcgan-32']
  const generator = buildGenerator(network, 1)
  const kernel = denseKernel(generator)!
  expect(kernel).toHaveLength(network.latentSize * 16 * network.generator.widths[0])
  const row = tf.tidy(() => {
    const dense = generator.layers[0]
    const z = tf.oneHot([1], network.latentSize).toFloat()
    return (dense.apply(z) as tf.Tensor).dataSync()
  })
  expect(kernel.slice(row.length, row.length + 5)).toEqual(row.slice(0, 5)) // a step along z1 is row 1
  generator.dispose()
})

it('is none where the first layer is no dense one', () => {
  const model = tf.sequential({ layers: [tf.layers.reshape({ inputShape: [4], targetShape: [2, 2] })] })
  expect(denseKernel(model)).toBeUndefined()
})
