import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedTensor, tf, useNativeBackend } from '@facegan/tfjs-native'
import type { TrainConfig } from '../config.ts'
import { dcgan32 } from '../presets/dcgan-32.ts'
import { faces64 } from '../presets/faces-64.ts'
import { loadLayersModel, saveLayersModel } from '../run/layers-model-file.ts'
import { buildDiscriminator } from './discriminator.ts'
import { buildGenerator } from './generator.ts'
import { MinibatchStd } from './layers/minibatch-std.ts'
import { StreamDropout } from './layers/stream-dropout.ts'

let folder: string
beforeAll(async () => {
  await useNativeBackend()
  folder = await mkdtemp(join(tmpdir(), 'facegan-networks-'))
})
afterAll(() => rm(folder, { recursive: true }))

const shapesOf = (model: tf.LayersModel) =>
  model.layers.map(({ name, outputShape }) => `${name} ${(outputShape as number[]).slice(1).join('x')}`)

describe('dcgan-32 is the network of the paper', () => {
  it('the generator goes 100 -> 4x4x512 -> 8x8x256 -> 16x16x128 -> 32x32x3', () => {
    const generator = buildGenerator(dcgan32.network, 0)
    expect(shapesOf(generator)).toEqual([
      'base 8192',
      'base_norm 8192',
      'base_leaky 8192',
      'base_map 4x4x512',
      'up8 8x8x256',
      'up8_norm 8x8x256',
      'up8_leaky 8x8x256',
      'up16 16x16x128',
      'up16_norm 16x16x128',
      'up16_leaky 16x16x128',
      'rgb 32x32x3',
      'tanh 32x32x3',
    ])
    // 100*8192 + 4*8192 + 16*512*256 + 4*256 + 16*256*128 + 4*128 + 16*128*3
    expect(generator.countParams()).toBe(3_481_088)
  })

  it('the discriminator maps are 16x16x64 and 8x8x128, flattened to 8192', () => {
    const discriminator = buildDiscriminator(dcgan32.network, 0, {})
    expect(shapesOf(discriminator)).toEqual([
      'down16 16x16x64',
      'down16_leaky 16x16x64',
      'down16_dropout 16x16x64',
      'down8 8x8x128',
      'down8_leaky 8x8x128',
      'down8_dropout 8x8x128',
      'flatten 8192',
      'logit 1',
    ])
    // 16*3*64 + 64 + 16*64*128 + 128 + 8192 + 1
    expect(discriminator.countParams()).toBe(142_529)
  })

  it('no layer of the generator but the norms has a bias, and every slope is .3', () => {
    const config = JSON.stringify(buildGenerator(dcgan32.network, 0).toJSON(null, false))
    expect(config).not.toContain('"use_bias":true')
    expect(config.match(/"alpha":0\.3/g)).toHaveLength(3)
  })

  it('images lie in [-1, 1]', () => {
    const images = (buildGenerator(dcgan32.network, 7).predict(latents(dcgan32, 1)) as tf.Tensor).dataSync()
    expect(images.every((value: number) => Math.abs(value) <= 1)).toBe(true)
  })
})

it.each([dcgan32, faces64])('the same seed gives the same weights of $preset, 0 included', ({ network }) => {
  const weights = (seed: number) => {
    const model = buildGenerator(network, seed)
    const numbers = model.getWeights().map((weight) => tf.sum(weight).dataSync()[0])
    model.dispose()
    return numbers
  }
  expect(weights(0)).toEqual(weights(0))
  expect(weights(0)).not.toEqual(weights(1))
})

const latents = ({ network }: TrainConfig, seed: number) =>
  tf.randomNormal([4, network.latentSize], 0, 1, 'float32', seed)

/** Largest difference of what two models make of the same input. */
function difference(a: tf.LayersModel, b: tf.LayersModel, input: tf.Tensor): number {
  return tf.max(tf.abs(tf.sub(a.predict(input) as tf.Tensor, b.predict(input) as tf.Tensor))).dataSync()[0]
}

describe('both networks are standard layers models', () => {
  it('loads the discriminator from its file without this package, dropout included', async () => {
    const discriminator = buildDiscriminator(dcgan32.network, 0, {})
    await saveLayersModel(discriminator, folder)
    const loaded = await loadLayersModel(folder)
    expect(loaded.layers.map((layer) => layer.getClassName())).toEqual([
      'Conv2D',
      'LeakyReLU',
      'Dropout',
      'Conv2D',
      'LeakyReLU',
      'Dropout',
      'Flatten',
      'Dense',
    ])
    expect(loaded.layers[2].getConfig()['rate']).toBe(0.3)
    expect(loaded.layers[2].constructor).not.toBe(discriminator.layers[2].constructor)
    expect(
      difference(loaded, discriminator, tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 3)),
    ).toBeLessThan(1e-5)
  })

  it.each([dcgan32, faces64])(
    'loads the generator of $preset as standard layers that draw the same',
    async (preset) => {
      const generator = buildGenerator(preset.network, 3)
      // a few passes of training, so that batch norm has something to remember
      for (let i = 0; i < 3; i++)
        tf.dispose(generator.apply(latents(preset, i), { training: true }) as tf.Tensor)
      const path = join(folder, preset.preset)
      await saveLayersModel(generator, path)
      const loaded = await loadLayersModel(path)
      expect(loaded.layers[1].constructor).not.toBe(generator.layers[1].constructor)
      expect(difference(loaded, generator, latents(preset, 9))).toBeLessThan(1e-5)
    },
  )

  it('loads the discriminator of faces-64, which has a layer of our own', async () => {
    const discriminator = buildDiscriminator(faces64.network, 0, {})
    const path = join(folder, 'faces-64-discriminator')
    await saveLayersModel(discriminator, path)
    const loaded = await loadLayersModel(path)
    expect(
      difference(loaded, discriminator, tf.randomUniform([8, 64, 64, 3], -1, 1, 'float32', 3)),
    ).toBeLessThan(1e-5)
  })
})

describe('faces-64', () => {
  it('has the sizes that its model file is promised to have', () => {
    // 64·4096 + 4096, then 16·in·out + out for each doubling, then 9·32·3 + 3; at two bytes each below 3,000,000
    const generator = buildGenerator(faces64.network, 0)
    expect(generator.outputs[0].shape).toEqual([null, 64, 64, 3])
    expect(generator.countParams()).toBe(1_357_011)
    // 16·in·out + out four times, 9·257·256 + 256, then 4096 + 1
    expect(buildDiscriminator(faces64.network, 0, {}).countParams()).toBe(1_754_449)
  })

  it('starts with signals of about the same size in every layer', () => {
    const generator = buildGenerator(faces64.network, 5)
    let x: tf.Tensor = latents(faces64, 1)
    for (const layer of generator.layers) {
      x = layer.apply(x) as tf.Tensor
      const size = Math.sqrt(tf.mean(tf.square(x)).dataSync()[0])
      expect(size).toBeGreaterThan(0.4)
      expect(size).toBeLessThan(2.5)
    }
  })
})

describe('the spread of a minibatch', () => {
  const layer = new MinibatchStd({ name: 'std', groupSize: 2 })

  it('is one more channel, the same for a group and other between groups', () => {
    // groups of two pictures of one pixel: alike, then 0 and 6, whose deviation is 3
    const x = tf.tensor4d([5, 5, 0, 6], [4, 1, 1, 1])
    const told = Array.from(layer.call(x).dataSync())
    const expected = [5, 1e-4, 5, 1e-4, 0, 3, 6, 3]
    told.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5))
  })

  it('takes the whole batch as one group where groups would not fill it', () => {
    const told = layer.call(tf.tensor4d([0, 3, 6], [3, 1, 1, 1])).dataSync()
    for (const i of [1, 3, 5]) expect(told[i]).toBeCloseTo(Math.sqrt(6), 5)
  })
})

/** What the layer makes of ones [2,16,16,3]. */
function dropped(pass: number, training: boolean): Float32Array {
  const layer = new StreamDropout({ name: 'dropout', rate: 0.3 }, { seed: seedTensor([5, pass]) }, 0)
  return layer.call(tf.ones([2, 16, 16, 3]), { training }).dataSync() as Float32Array
}

describe('dropout', () => {
  it('drops about three tenths, scales up the rest, and follows its seed', () => {
    const mask = dropped(1, true)
    const zeros = mask.filter((value) => value === 0).length / mask.length
    expect(zeros).toBeGreaterThan(0.25)
    expect(zeros).toBeLessThan(0.35)
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]))
    expect(dropped(1, true)).toEqual(mask)
    expect(dropped(2, true)).not.toEqual(mask)
  })

  it('does nothing outside training', () => {
    expect(new Set(dropped(1, false))).toEqual(new Set([1]))
  })
})
