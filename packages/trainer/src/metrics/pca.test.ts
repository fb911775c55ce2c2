import { Mt19937 } from '@facegan/core'
import { beforeAll, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { samplePcaGaussian } from './pca-gaussian.ts'
import { fitPixelPca } from './pca.ts'
import { pixelPcaSpace } from './pixel-pca-space.ts'
import { readFeatures } from './features.ts'

beforeAll(async () => {
  await useNativeBackend()
})

const size = 8
const image = size * size * 3

/** Grey 128, plus 40 s on the top half and 15 t on the left half, with s and t uniform in [-1, 1]. */
function twoFactors(count: number): Uint8Array {
  const random = new Mt19937(3)
  const pixels = new Uint8Array(count * image)
  for (let n = 0; n < count; n++) {
    const [s, t] = [random.double() * 2 - 1, random.double() * 2 - 1]
    for (let i = 0; i < image; i++) {
      const [y, x] = [Math.floor(i / 3 / size), Math.floor(i / 3) % size]
      pixels[n * image + i] = Math.round(128 + 40 * s * Number(y < 4) + 15 * t * Number(x < 4))
    }
  }
  return pixels
}

it('finds the factors that pictures are made of, with their deviations', () => {
  const pca = fitPixelPca(twoFactors(700), image, 2)
  const [first, second] = tf.unstack(pca.components, 1).map((column) => Array.from(column.dataSync()))
  // top and left half overlap in a quarter: the larger factor leans a little towards the smaller
  const top = first.filter((_, i) => Math.floor(i / 3 / size) < 4)
  const bottom = first.filter((_, i) => Math.floor(i / 3 / size) >= 4)
  expect(Math.min(...top.map(Math.abs))).toBeGreaterThan(4 * Math.max(...bottom.map(Math.abs)))
  expect(first.reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 4)
  expect(first.reduce((sum, x, i) => sum + x * second[i], 0)).toBeCloseTo(0, 4)
  const total = pca.deviations.reduce((sum, x) => sum + x * x, 0)
  // each factor: half of the values, variance level² / 3 in levels of 127.5
  const expected = (image / 2) * ((40 ** 2 + 15 ** 2) / 3 / 127.5 ** 2)
  expect(Math.abs(total / expected - 1)).toBeLessThan(0.1)
})

it('draws pictures with the mean and deviation of those it was fitted to', () => {
  const pixels = twoFactors(600)
  const pca = fitPixelPca(pixels, image, 10)
  const drawn = samplePcaGaussian(pca, 600, 7)
  const statistics = (levels: Uint8Array, at: number) => {
    const values = Array.from({ length: 600 }, (_, n) => levels[n * image + at])
    const mean = values.reduce((sum, value) => sum + value, 0) / 600
    return [mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 600)]
  }
  for (const at of [0, 21, image - 1]) {
    const [[mean, deviation], [drawnMean, drawnDeviation]] = [statistics(pixels, at), statistics(drawn, at)]
    expect(Math.abs(mean - drawnMean)).toBeLessThan(4)
    expect(Math.abs(deviation - drawnDeviation)).toBeLessThan(3)
  }
  expect(samplePcaGaussian(pca, 5, 7)).toEqual(drawn.slice(0, 5 * image))
  expect(samplePcaGaussian(pca, 5, 8)).not.toEqual(drawn.slice(0, 5 * image))
})

it('gives the training pictures whitened coordinates', async () => {
  const pixels = twoFactors(300)
  const { values, dimensions } = await readFeatures(
    pixelPcaSpace(fitPixelPca(pixels, image, 10)),
    pixels,
    size,
  )
  for (let k = 0; k < 2; k++) {
    const column = Array.from({ length: 300 }, (_, n) => values[n * dimensions + k])
    expect(column.reduce((sum, x) => sum + x, 0) / 300).toBeCloseTo(0, 3)
    expect(column.reduce((sum, x) => sum + x * x, 0) / 299).toBeCloseTo(1, 3)
  }
})

it('is the same each time, and leaves its two tensors only', () => {
  const before = tf.memory().numTensors
  const [once, again] = [fitPixelPca(twoFactors(40), image, 5), fitPixelPca(twoFactors(40), image, 5)]
  expect(again.deviations).toEqual(once.deviations)
  expect(again.components.dataSync()).toEqual(once.components.dataSync())
  expect(tf.memory().numTensors).toBe(before + 4)
  tf.dispose([once.mean, once.components, again.mean, again.components])
})

it('stands pictures that are all alike', () => {
  const pca = fitPixelPca(new Uint8Array(20 * image).fill(100), image, 5)
  expect(pca.deviations.every((deviation) => deviation < 1e-3)).toBe(true)
  expect(new Set(samplePcaGaussian(pca, 3, 1))).toEqual(new Set([100]))
})
