import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { dcgan32 } from '../presets/dcgan-32.ts'
import { loadLayersModel, saveLayersModel } from '../run/layers-model-file.ts'
import { buildDiscriminator } from './discriminator.ts'
import { buildGenerator } from './generator.ts'
import { StreamDropout } from './stream-dropout.ts'

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
    ])
    // 100*8192 + 4*8192 + 16*512*256 + 4*256 + 16*256*128 + 4*128 + 16*128*3
    expect(generator.countParams()).toBe(3_481_088)
  })

  it('the discriminator maps are 16x16x64 and 8x8x128, flattened to 8192', () => {
    const discriminator = buildDiscriminator(dcgan32.network, 0, { seed: 0, pass: 0 })
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

  it('images lie in [-1, 1] and the same seed gives the same weights', () => {
    const z = tf.randomNormal([3, 100], 0, 1, 'float32', 1)
    const [first, second, other] = [7, 7, 8].map(
      (seed) => (buildGenerator(dcgan32.network, seed).predict(z) as tf.Tensor).dataSync() as Float32Array,
    )
    expect(first.every((value) => Math.abs(value) <= 1)).toBe(true)
    expect(first).toEqual(second)
    expect(first).not.toEqual(other)
  })
})

describe('both networks are standard layers models', () => {
  it('loads the discriminator from its file without this package, dropout included', async () => {
    const discriminator = buildDiscriminator(dcgan32.network, 0, { seed: 0, pass: 0 })
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
    const images = tf.randomUniform([2, 32, 32, 3], -1, 1, 'float32', 3)
    expect((loaded.predict(images) as tf.Tensor).dataSync()).toEqual(
      (discriminator.predict(images) as tf.Tensor).dataSync(),
    )
  })
})

/** What the layer makes of ones [2,16,16,3]. */
function dropped(pass: number, training: boolean): Float32Array {
  const layer = new StreamDropout({ name: 'dropout', rate: 0.3 }, { seed: 5, pass }, 0)
  return layer.call(tf.ones([2, 16, 16, 3]), { training }).dataSync() as Float32Array
}

describe('dropout', () => {
  it('drops about three tenths, scales up the rest, and follows the pass', () => {
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
