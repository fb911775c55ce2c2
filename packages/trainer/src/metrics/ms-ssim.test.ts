import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { pairwiseMsSsim } from './diversity.ts'
import { msSsim, msSsimScales } from './ms-ssim.ts'
import { sampleUniformNoise } from './uniform-noise.ts'

beforeAll(async () => {
  await useNativeBackend()
})

/** Levels of a formula of y, x and c: [1,S,S,3]. */
const picture = (size: number, level: (y: number, x: number, c: number) => number) =>
  tf.tensor4d(
    Float32Array.from({ length: size * size * 3 }, (_, i) =>
      Math.floor(level(Math.floor(i / 3 / size), Math.floor(i / 3) % size, i % 3)),
    ),
    [1, size, size, 3],
  )
const smooth = (size: number) => picture(size, (y, x, c) => 128 + 100 * Math.sin(y / 5 + c) * Math.cos(x / 7))
const similar = (size: number) =>
  picture(size, (y, x, c) => 128 + 90 * Math.sin(y / 6 + c + 0.4) * Math.cos(x / 6.5 + 0.1))

describe('MS-SSIM', () => {
  // tf.image.ssim_multiscale(a, b, 255, power_factors=w / w.sum()) of TensorFlow 2.15.1,
  // with w = [.0448, .2856, .3001] at 64 pixels and [.0448, .2856] at 32
  it.each([
    [64, 0.6459902],
    [32, 0.9320996],
  ])('at %i pixels is that of TensorFlow', (size, expected) => {
    expect(msSsim(smooth(size), similar(size)).dataSync()[0]).toBeCloseTo(expected, 4)
  })

  it('of a picture and itself is 1, at any size', () => {
    for (const size of [8, 23, 64]) expect(msSsim(smooth(size), smooth(size)).dataSync()[0]).toBeCloseTo(1, 5)
  })

  it('halves while its window fits, five times at most', () => {
    expect([8, 16, 32, 64, 128, 1024].map(msSsimScales)).toEqual([
      [8],
      [16],
      [32, 16],
      [64, 32, 16],
      [128, 64, 32, 16],
      [1024, 512, 256, 128, 64],
    ])
  })
})

describe('diversity', () => {
  it('is 1 without error for one picture again and again, and near 0 for noise', () => {
    const before = tf.memory().numTensors
    const one = Uint8Array.from(tf.tidy(() => smooth(16).dataSync()))
    const repeated = new Uint8Array(20 * one.length)
    for (let i = 0; i < 20; i++) repeated.set(one, i * one.length)
    const same = pairwiseMsSsim(repeated, 16)
    expect(same.value).toBeCloseTo(1, 5)
    expect(same.standardError).toBeLessThan(1e-6)
    const noise = pairwiseMsSsim(sampleUniformNoise(20, 16, 1), 16)
    expect(Math.abs(noise.value)).toBeLessThan(0.1)
    expect(noise).toEqual(pairwiseMsSsim(sampleUniformNoise(20, 16, 1), 16))
    expect(tf.memory().numTensors).toBe(before)
  })

  it('of fewer than four pictures is an error', () => {
    expect(() => pairwiseMsSsim(new Uint8Array(3 * 16 * 16 * 3), 16)).toThrow(/at least 4 pictures/)
  })
})
