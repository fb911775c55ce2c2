import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { readFeatures } from './features.ts'
import { randomConvSpace } from './random-conv-space.ts'
import { sampleUniformNoise } from './uniform-noise.ts'

beforeAll(async () => {
  await useNativeBackend()
})

describe('the random-convolution space', () => {
  it('has means and deviations of every scale: 384 numbers at 64 pixels, 288 at 32', async () => {
    for (const [size, expected] of [
      [64, 384],
      [32, 288],
      [8, 112],
    ]) {
      const { dimensions } = await readFeatures(randomConvSpace(), sampleUniformNoise(2, size, 1), size)
      expect(dimensions).toBe(expected)
    }
  })

  it('is fixed: these features never change', async () => {
    const ramp = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * 7) % 256)
    const { values } = await readFeatures(randomConvSpace(), ramp, 32)
    const golden = [0.4246, -0.1833, 0.395, 0.17305, 0.46606, 0.4921, 0.13645, -0.02191]
    golden.forEach((value, i) => expect(values[i * 40]).toBeCloseTo(value, 4))
  })

  it('gives a picture the same features in any batch, and leaks nothing', async () => {
    const before = tf.memory().numTensors
    const pixels = sampleUniformNoise(103, 8, 2)
    const { values, dimensions } = await readFeatures(randomConvSpace(), pixels, 8)
    const alone = await readFeatures(randomConvSpace(), pixels.subarray(101 * 192, 102 * 192), 8)
    alone.values.forEach((value, f) => expect(values[101 * dimensions + f]).toBeCloseTo(value, 5))
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses pixels of another size', async () => {
    await expect(readFeatures(randomConvSpace(), new Uint8Array(100), 8)).rejects.toThrow(
      /\[N,8,8,3\] levels/,
    )
  })
})
