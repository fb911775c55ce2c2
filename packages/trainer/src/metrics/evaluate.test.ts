import { Mt19937 } from '@facegan/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { evaluate, type EvaluateOptions } from './evaluate.ts'
import { interleavedBlocks } from './evenly-spaced.ts'
import type { FeatureSpace } from './features.ts'
import { quickKid } from './quick-kid.ts'

beforeAll(async () => {
  await useNativeBackend()
})

const size = 8
const image = size * size * 3

/** A light disc on a ground; colours and place follow from the number. */
function disc(number: number): Uint8Array {
  const random = new Mt19937(number)
  const [left, top, light, ...tint] = Array.from({ length: 6 }, () => random.double() * 2 - 1)
  return Uint8Array.from({ length: image }, (_, i) => {
    const [y, x, c] = [Math.floor(i / 3 / size), Math.floor(i / 3) % size, i % 3]
    const inside = (x - 3.5 - left) ** 2 + (y - 3.5 - top) ** 2 < 7
    return 128 + (inside ? 70 : -60) + 30 * tint[c] + 20 * light
  })
}
const discs = (first: number, count: number) => {
  const pixels = new Uint8Array(count * image)
  for (let n = 0; n < count; n++) pixels.set(disc(first + n), n * image)
  return pixels
}
const generateFrom = (first: number) => async (seeds: readonly number[]) =>
  new Uint8Array(Buffer.concat(seeds.map((seed) => disc(first + seed))))

const means: FeatureSpace = {
  name: 'means',
  featuresOf: async (pixels) =>
    tf.tidy(() => tf.mean(tf.reshape(tf.tensor1d(Float32Array.from(pixels)), [-1, image / 3, 3]), 1)),
}
const options: EvaluateOptions = {
  generate: generateFrom(100_000),
  training: discs(0, 240),
  heldOut: discs(50_000, 60),
  size,
  count: 120,
}

describe('evaluate', () => {
  it('measures a perfect generator like real pictures and a copying one as copying, as plain data', async () => {
    const before = tf.memory().numTensors
    const evaluation = await evaluate({
      ...options,
      compare: [{ name: 'copier', generate: generateFrom(0) }],
      spaces: [means],
      discriminate: async (pixels) => new Float32Array(pixels.length / image).map((_, i) => i % 3),
      detectFaces: async (pixels) => pixels.length / image / 1000,
    })
    expect(tf.memory().numTensors).toBe(before)
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation)
    expect(evaluation).toMatchObject({
      size,
      counts: { generated: 120, training: 240, heldOut: 60 },
      protocol: { kidReference: 240, matchedCount: 60, matchedBlocks: 4, msSsimScales: [8], seeds: '0-119' },
    })
    expect(
      evaluation.candidates.map(({ name, kind, count, oneFace }) => [name, kind, count, oneFace]),
    ).toEqual([
      ['generated', 'model', 120, 0.12],
      ['copier', 'model', 120, 0.12],
      ['held-out', 'floor', 60, 0.06],
      ['pca-gaussian', 'anchor', 120, 0.12],
      ['noise', 'anchor', 120, 0.12],
    ])
    expect(evaluation.discriminator).toMatchObject({ gap: 0, training: { meanLogit: 1 } })
    expect(evaluation.spaces.map(({ name, dimensions }) => [name, dimensions])).toEqual([
      ['random-conv', 112],
      ['pixel-pca', expect.any(Number)],
      ['means', 3],
    ])
    const [{ scores }] = evaluation.spaces
    const [generated, copier, heldOut, gaussian, noise] = scores
    expect(generated.kid.value).toBeLessThan(4 * generated.kid.standardError)
    expect(noise.kid.value).toBeGreaterThan(5 * noise.kid.standardError)
    expect(noise.frechet).toBeGreaterThan(10 * generated.frechet)
    expect(gaussian.coverage).toBeLessThan(generated.coverage)
    expect(generated.coverage).toBeGreaterThan(0.85)
    expect(noise).toMatchObject({ precision: 0, density: 0, coverage: 0 })
    expect(copier.memorisation?.shareNearer).toBe(1)
    expect(copier.memorisation?.closest[0].distance).toBe(0)
    expect(Math.abs(generated.memorisation!.shareNearer - 0.5)).toBeLessThan(0.2)
    expect(heldOut.memorisation).toBeUndefined()
  })

  it('gives the same numbers again', async () => {
    const [once, again] = [await evaluate(options), await evaluate(options)]
    expect({ ...again, seconds: 0 }).toEqual({ ...once, seconds: 0 })
  })

  it.each<[string, Partial<EvaluateOptions>, RegExp]>([
    [
      'too few training pictures',
      { training: discs(0, 15) },
      /There are 15 training pictures; .* at least 16/,
    ],
    ['too few held-out pictures', { heldOut: discs(0, 3) }, /There are 3 held-out pictures/],
    ['pictures of another size', { training: new Uint8Array(1000) }, /`training` must be \[N,8,8,3\] levels/],
    [
      'a generator of another size',
      { generate: async () => new Uint8Array(7) },
      /`generated` must be a generator of 8x8 RGB/,
    ],
    ['too small a count', { count: 3 }, /`count` must be a whole number from 16 up; got 3/],
    ['too small a size', { size: 4 }, /`size` must be/],
    [
      'a name twice',
      { compare: [{ name: 'noise', generate: options.generate }] },
      /names of their own; got "noise"/,
    ],
  ])('%s is an error', async (_, change, message) => {
    const before = tf.memory().numTensors
    await expect(evaluate({ ...options, ...change })).rejects.toThrow(message)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('stops when asked', async () => {
    const controller = new AbortController()
    const stopped = evaluate({ ...options, signal: controller.signal, onMessage: () => controller.abort() })
    await expect(stopped).rejects.toThrow(/abort/)
  })
})

describe('quickKid', () => {
  it('tells noise from real pictures in every space, and keeps no tensor', async () => {
    const before = tf.memory().numTensors
    const measure = await quickKid({ training: options.training, size, spaces: [means] })
    const good = await measure(discs(90_000, 100))
    const bad = await measure(discs(90_000, 100).map((level) => 255 - level))
    expect(Object.keys(good)).toEqual(['random-conv', 'means'])
    expect(good['random-conv'].value).toBeLessThan(4 * good['random-conv'].standardError)
    expect(bad['random-conv'].value).toBeGreaterThan(5 * bad['random-conv'].standardError)
    expect(await measure(discs(90_000, 100))).toEqual(good)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('needs three training pictures', async () => {
    await expect(quickKid({ training: discs(0, 2), size })).rejects.toThrow(/at least 3 pictures/)
  })
})

it('interleaved blocks share no picture and each spans the set', () => {
  const blocks = interleavedBlocks(103, 4, 25)
  expect(new Set(blocks.flat()).size).toBe(100)
  for (const block of blocks) {
    expect(block).toHaveLength(25)
    expect(block[0]).toBeLessThan(5)
    expect(block.at(-1)).toBeGreaterThan(97)
  }
})
