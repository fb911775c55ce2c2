import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import type { TrainConfig } from './config.ts'
import { updateEma } from './ema.ts'
import { Gan } from './gan.ts'
import { losses, type LossName } from './losses/index.ts'
import { modelVariables } from './networks/model-variables.ts'
import { narrowDcgan, narrowFaces } from './testing/narrow-presets.ts'

let gan: Gan | undefined
beforeAll(async () => {
  await useNativeBackend()
})
afterEach(() => {
  gan?.dispose()
  gan = undefined
})

const noise = (seed: number) => () => tf.randomUniform<tf.Rank.R4>([8, 32, 32, 3], -1, 1, 'float32', seed)
const white = () => tf.ones<tf.Rank.R4>([8, 32, 32, 3])
const weights = (model: tf.LayersModel) =>
  modelVariables(model, 'trainable').map(({ variable }) => variable.dataSync().slice())

function playTwo(config: TrainConfig, first: number) {
  const played = new Gan(config)
  const metrics = [first, first + 1].map((step) => played.step(step, step * 8, noise(step)))
  const now = weights(played.networks.generator)
  played.dispose()
  return { metrics, now }
}

describe.each([narrowDcgan, narrowFaces])('a step of $preset', (config) => {
  it('changes every weight of both players, and the average only now and then', () => {
    gan = new Gan(config)
    const { generator, discriminator, ema } = gan.networks
    const before = [generator, discriminator].map(weights)
    const average = weights(ema)
    gan.step(0, 0, noise(1))
    for (const [i, model] of [generator, discriminator].entries()) {
      const now = weights(model)
      // a loss on pairs does not feel the last bias of D
      const felt = losses[config.objective.loss].generatorNeedsReal && i === 1 ? now.slice(0, -1) : now
      felt.forEach((values, k) => expect(values).not.toEqual(before[i][k]))
    }
    expect(weights(ema)).toEqual(average)
    gan.step(4, 32, noise(2))
    expect(weights(ema)).not.toEqual(average)
  })

  it('is a function of the weights, the step and the pictures', () => {
    const play = (first: number) => playTwo(config, first)
    expect(play(0)).toEqual(play(0))
    expect(play(0).now).not.toEqual(play(1).now)
  })

  it('leaks no tensor', () => {
    gan = new Gan(config)
    gan.step(0, 0, noise(1))
    const before = tf.memory().numTensors
    for (let step = 1; step < 6; step++) gan.step(step, 8 * step, noise(step))
    expect(tf.memory().numTensors).toBe(before)
  })

  it('tells white pictures from generated ones after a while', () => {
    const still = { ...config.optimizer.generator, learningRate: 1e-12 }
    gan = new Gan({ ...config, optimizer: { ...config.optimizer, generator: still } })
    let last = gan.step(0, 0, white)
    for (let step = 1; step < 60; step++) last = gan.step(step, 8 * step, white)
    expect(last.accuracyReal).toBeGreaterThan(0.8)
    expect(last.accuracyFake).toBeGreaterThan(0.8)
  })
})

const penalized = { r1: 1, r2: 1, penaltyEvery: 2, gradientPenalty: 10 }
const sgd = { method: 'sgd', learningRate: 1e-3, momentum: 0.9, nesterov: false } as const
const rmsprop = { method: 'rmsprop', learningRate: 1e-4, decay: 0.9, momentum: 0, epsilon: 1e-7 } as const

describe.each(Object.keys(losses) as LossName[])('the loss %s', (loss) => {
  it.each([narrowDcgan, narrowFaces])(
    'trains $preset with every penalty, two D steps and any optimizer',
    (preset) => {
      gan = new Gan({
        ...preset,
        objective: { ...preset.objective, ...penalized, loss },
        discriminatorSteps: 2,
        optimizer: { generator: rmsprop, discriminator: sgd },
      })
      let batches = 0
      const before = tf.memory().numTensors
      for (let step = 0; step < 3; step++) {
        const { lossG, lossD } = gan.step(step, 16 * step, () => noise(batches++)())
        expect(Number.isFinite(lossG + lossD)).toBe(true)
      }
      expect(batches).toBe(6)
      expect(tf.memory().numTensors).toBe(before)
    },
  )
})

/** How steep D is on white pictures after a short training. */
function steepness(gamma: number): number {
  const fast = { ...narrowFaces.optimizer.discriminator, learningRate: 2e-3 }
  const narrow = new Gan({
    ...narrowFaces,
    objective: { ...narrowFaces.objective, r1: gamma, r2: gamma, penaltyEvery: 1 },
    optimizer: { ...narrowFaces.optimizer, discriminator: fast },
  })
  for (let step = 0; step < 30; step++) narrow.step(step, 8 * step, white)
  const { discriminator } = narrow.networks
  const slope = tf.grad((x) => discriminator.apply(x) as tf.Tensor)(white())
  narrow.dispose()
  return tf.sum(tf.square(slope)).dataSync()[0]
}

it('the penalties hold the slopes of D down', () => {
  expect(steepness(10)).toBeLessThan(steepness(0) / 4)
})

it('the average moves half-way in its half-life, statistics of the norms included', () => {
  gan = new Gan(narrowDcgan)
  gan.step(0, 0, noise(1))
  const targets = modelVariables(gan.networks.ema, 'all')
  const sources = modelVariables(gan.networks.generator, 'all')
  const before = targets.map(({ variable }) => variable.dataSync().slice())
  updateEma(gan.networks.ema, gan.networks.generator, 1000, 1000)
  targets.forEach(({ variable, name }, i) => {
    expect(name).toBe(sources[i].name)
    const after = variable.dataSync()
    const source = sources[i].variable.dataSync()
    after.forEach((value, k) => expect(value).toBeCloseTo((before[i][k] + source[k]) / 2, 5))
  })
})
