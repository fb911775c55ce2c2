import { latentsOf } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, expect, it } from 'vitest'
import { greyLevels } from '../features/grey.ts'
import { linearSource } from '../testing/linear-source.ts'
import { trainEncoder } from './encoder.ts'

beforeAll(() => useNativeBackend())

it('finds the latents of faces that it has not seen', async () => {
  const source = linearSource(16)
  const before = tf.memory().numTensors
  const encoder = await trainEncoder(source, { seed: 1, faces: 600, steps: 150 })
  const wanted = latentsOf(
    Array.from({ length: 50 }, (_, i) => 90_000 + i),
    source.latentSize,
  )
  const found = encoder.latentsOf(greyLevels(await source.render(wanted)))
  encoder.dispose()
  expect(found).toHaveLength(wanted.length)
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  const correlation = dot(found, wanted) / Math.sqrt(dot(found, found) * dot(wanted, wanted))
  expect(correlation).toBeGreaterThan(0.8)
  expect(tf.memory().numTensors).toBe(before)
})
