import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NativeAdam, statelessNormal, tf, useNativeBackend } from '@facegan/tfjs-native'
import { updateEma } from './ema.ts'
import { losses } from './losses/index.ts'
import { buildNetworks, type Networks } from './networks/index.ts'
import { modelVariables } from './networks/model-variables.ts'
import { dcgan32 } from './presets/dcgan-32.ts'
import { discriminatorStep, generatorStep } from './step.ts'

const small = {
  ...dcgan32.network,
  generatorWidths: [16, 8, 8],
  discriminatorWidths: [8, 16],
  latentSize: 10,
}
const loss = losses['non-saturating']
let networks: Networks
let optimizers: { d: NativeAdam; g: NativeAdam }

beforeAll(async () => {
  await useNativeBackend()
})
beforeEach(() => {
  networks = buildNetworks(small, 1, { seed: 1, pass: 0 })
  optimizers = {
    d: new NativeAdam(dcgan32.optimizer.discriminator, trainable(networks.discriminator)),
    g: new NativeAdam(dcgan32.optimizer.generator, trainable(networks.generator)),
  }
})

function stepBoth(seed = 0) {
  const real = tf.randomUniform<tf.Rank.R4>([8, 32, 32, 3], -1, 1, 'float32', seed)
  const z = statelessNormal([8, 10], [1, seed]) as tf.Tensor2D
  const metrics = discriminatorStep(networks.generator, networks.discriminator, loss, optimizers.d, real, z)
  const lossG = generatorStep(networks.generator, networks.discriminator, loss, optimizers.g, z)
  tf.dispose([real, z])
  return { ...metrics, lossG }
}

const trainable = (model: tf.LayersModel) =>
  modelVariables(model, 'trainable').map(({ variable }) => variable)
const snapshot = (model: tf.LayersModel) => trainable(model).map((variable) => variable.dataSync().slice())

describe('a discriminator step', () => {
  it('changes every weight of D and none that G learns', () => {
    const before = { d: snapshot(networks.discriminator), g: snapshot(networks.generator) }
    const real = tf.ones<tf.Rank.R4>([8, 32, 32, 3])
    const z = statelessNormal([8, 10], [2, 0]) as tf.Tensor2D
    discriminatorStep(networks.generator, networks.discriminator, loss, optimizers.d, real, z)
    snapshot(networks.discriminator).forEach((weights, i) => expect(weights).not.toEqual(before.d[i]))
    expect(snapshot(networks.generator)).toEqual(before.g)
  })

  it('learns to tell white pictures from generated ones', () => {
    const real = tf.ones<tf.Rank.R4>([8, 32, 32, 3])
    let last = { lossD: Infinity, accuracyReal: 0, accuracyFake: 0 }
    for (let step = 0; step < 120; step++) {
      const z = statelessNormal([8, 10], [3, step]) as tf.Tensor2D
      last = discriminatorStep(networks.generator, networks.discriminator, loss, optimizers.d, real, z)
    }
    expect(last.lossD).toBeLessThan(0.4) // from 2 ln 2 = 1.39
    expect(last).toMatchObject({ accuracyReal: 1, accuracyFake: 1 })
  })
})

describe('a generator step', () => {
  it('changes every weight that G learns and none of D', () => {
    const before = { d: snapshot(networks.discriminator), g: snapshot(networks.generator) }
    const z = statelessNormal([8, 10], [2, 0]) as tf.Tensor2D
    generatorStep(networks.generator, networks.discriminator, loss, optimizers.g, z)
    snapshot(networks.generator).forEach((weights, i) => expect(weights).not.toEqual(before.g[i]))
    expect(snapshot(networks.discriminator)).toEqual(before.d)
  })
})

it('steps leak no tensor', () => {
  const before = tf.memory().numTensors
  stepBoth(1)
  updateEma(networks.ema, networks.generator, 8, 100)
  expect(tf.memory().numTensors).toBe(before)
})

it('the average moves half-way in its half-life, statistics of the norms included', () => {
  const targets = modelVariables(networks.ema, 'all')
  const sources = modelVariables(networks.generator, 'all')
  const before = targets.map(({ variable }) => variable.dataSync().slice())
  updateEma(networks.ema, networks.generator, 1000, 1000)
  targets.forEach(({ variable, name }, i) => {
    expect(name).toBe(sources[i].name)
    const after = variable.dataSync()
    const source = sources[i].variable.dataSync()
    after.forEach((value, k) => expect(value).toBeCloseTo((before[i][k] + source[k]) / 2, 5))
  })
})
