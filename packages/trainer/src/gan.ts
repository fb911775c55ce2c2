import { statelessNormal, statelessUniform, tf, type NativeOptimizer } from '@facegan/tfjs-native'
import type { TrainConfig } from './config.ts'
import { updateEma } from './ema.ts'
import { losses } from './losses/index.ts'
import { buildNetworks, type Networks } from './networks/index.ts'
import type { DropoutStream } from './networks/layers/stream-dropout.ts'
import { createOptimizer } from './optimizers.ts'
import { precisionOf } from './precision.ts'
import { drawSeed } from './random-draws.ts'
import { valueAt } from './schedules.ts'
import {
  discriminatorStep,
  generatorStep,
  trainable,
  type DiscriminatorMetrics,
  type Draws,
  type Game,
  type Penalties,
} from './step.ts'

export type StepMetrics = DiscriminatorMetrics & { readonly lossG: number }

/** Averaging every step would cost 3 % of it; at this interval the half-life is still met to within 2 %. */
const stepsPerEma = 5

/** Both players, their optimizers and the average: everything that training changes, as a config describes it. */
export class Gan {
  readonly networks: Networks
  readonly optimizers: { readonly generator: NativeOptimizer; readonly discriminator: NativeOptimizer }
  readonly #config: TrainConfig
  readonly #game: Game
  readonly #dropout: DropoutStream = { seed: [0, 0] }

  /** Needs the native backend. */
  constructor(config: TrainConfig) {
    const { network, seed, optimizer, objective, augment } = config
    this.#config = config
    this.networks = buildNetworks(network, seed, this.#dropout, precisionOf(config))
    const { generator, discriminator } = this.networks
    this.optimizers = {
      generator: createOptimizer(optimizer.generator, trainable(generator)),
      discriminator: createOptimizer(optimizer.discriminator, trainable(discriminator)),
    }
    const { labelSmoothing } = objective
    this.#game = { generator, discriminator, loss: losses[objective.loss], labelSmoothing, augment }
  }

  /**
   * One step: some updates of D, then one of G. A function of the weights, the step and the pictures.
   *
   * @param step counts from 0
   * @param imagesSeen before this step
   * @param nextBatch real pictures [N,H,W,3] in [-1, 1], new ones at each call; disposed of here
   * @returns means over the updates
   */
  step(step: number, imagesSeen: number, nextBatch: () => tf.Tensor4D): StepMetrics {
    const { discriminatorSteps, optimizer, ema, batchSize } = this.#config
    const { generator, discriminator } = this.optimizers
    generator.learningRate = valueAt(optimizer.generator.learningRate, imagesSeen / 1000)
    discriminator.learningRate = valueAt(optimizer.discriminator.learningRate, imagesSeen / 1000)
    const penalties = this.#penalties(step, imagesSeen / 1000)

    let update = step * (discriminatorSteps + 1)
    let real: tf.Tensor4D | undefined
    const onD: DiscriminatorMetrics[] = []
    for (let turn = 0; turn < discriminatorSteps; turn++, update++) {
      real?.dispose()
      real = nextBatch()
      const z = this.#begin(update)
      onD.push(discriminatorStep(this.#game, discriminator, real, z, penalties, this.#draws(update)))
      z.dispose()
    }
    const z = this.#begin(update)
    const lossG = generatorStep(this.#game, generator, real!, z, this.#draws(update))
    tf.dispose([z, real!])

    if ((step + 1) % stepsPerEma === 0) {
      const rampedUp = ema.rampUp > 0 ? ema.rampUp * (imagesSeen + batchSize) : Infinity
      const images = stepsPerEma * discriminatorSteps * batchSize
      const halfLife = Math.min(ema.halfLifeImages, rampedUp)
      updateEma(this.networks.ema, this.networks.generator, images, halfLife)
    }
    const mean = (key: keyof DiscriminatorMetrics) => onD.reduce((sum, m) => sum + m[key], 0) / onD.length
    return {
      lossG,
      lossD: mean('lossD'),
      accuracyReal: mean('accuracyReal'),
      accuracyFake: mean('accuracyFake'),
    }
  }

  /** Of the step before. */
  get learningRates(): { readonly generator: number; readonly discriminator: number } {
    const { generator, discriminator } = this.optimizers
    return { generator: generator.learningRate, discriminator: discriminator.learningRate }
  }

  dispose(): void {
    for (const model of Object.values(this.networks)) model.dispose()
    for (const optimizer of Object.values(this.optimizers)) optimizer.dispose()
  }

  /** R1 and R2 are taken now and then, and count the more. */
  #penalties(step: number, kimg: number): Penalties {
    const { r1, r2, penaltyEvery, gradientPenalty } = this.#config.objective
    const times = step % penaltyEvery === 0 ? penaltyEvery : 0
    return { r1: valueAt(r1, kimg) * times, r2: valueAt(r2, kimg) * times, gradientPenalty }
  }

  /** Points D's dropout at this update. @returns its latents, [N,Z] normals */
  #begin(update: number): tf.Tensor2D {
    const { seed, batchSize, network } = this.#config
    this.#dropout.seed = drawSeed(seed, update, 'dropout')
    const shape = [batchSize, network.latentSize]
    return statelessNormal(shape, drawSeed(seed, update, 'latents')) as tf.Tensor2D
  }

  #draws(update: number): Draws {
    const { seed, batchSize } = this.#config
    return {
      augmentReal: drawSeed(seed, update, 'augmentReal'),
      augmentFake: drawSeed(seed, update, 'augmentFake'),
      mix: () => statelessUniform([batchSize, 1, 1, 1], drawSeed(seed, update, 'penaltyMix')) as tf.Tensor4D,
    }
  }
}
