import { beforeAll, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { estimateCost } from './cost.ts'
import { extendPreset } from './presets/extend.ts'

beforeAll(async () => {
  await useNativeBackend()
})

it('counts weights and operations, measures speed and cleans up', () => {
  const config = extendPreset({
    batchSize: 4,
    network: {
      imageSize: 16,
      latentSize: 2,
      generator: { widths: [8, 4, 2] },
      discriminator: { widths: [4, 8], minibatchStd: 0, headWidth: 0 },
    },
    objective: { loss: 'non-saturating', r1: 0, r2: 0 },
  })
  const before = tf.memory().numTensors
  const cost = estimateCost(config)
  expect(tf.memory().numTensors).toBe(before)
  // dense 2·128 + 128, up 16·8·4 + 4 and 16·4·2 + 2, rgb 9·2·3 + 3
  expect(cost.generatorParameters).toBe(384 + 516 + 130 + 57)
  expect(cost.modelBytes).toBe(2 * cost.generatorParameters)
  // down 16·3·4 + 4 and 16·4·8 + 8, logit 4·4·8 + 1
  expect(cost.discriminatorParameters).toBe(196 + 520 + 129)
  // products of a pass: G 256 + 16·512 + 64·128 + 256·54, D 64·192 + 16·512 + 128
  const [g, d] = [256 + 8192 + 8192 + 13_824, 12_288 + 8192 + 128]
  expect(cost.operationsPerImage).toBe(2 * (g + 6 * d + 3 * g + 2 * d))
  expect(cost.imagesPerSecond).toBeGreaterThan(1)
})
