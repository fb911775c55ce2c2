import { graphFunction, tf, type GraphFunction, type NativeOptimizer } from '@facegan/tfjs-native'
import type { TrainConfig } from './config.ts'
import { updateEma } from './ema.ts'
import { losses } from './losses/index.ts'
import { buildNetworks, type Networks } from './networks/index.ts'
import type { DropoutStream } from './networks/layers/stream-dropout.ts'
import { modelVariables } from './networks/model-variables.ts'
import { createOptimizer } from './optimizers.ts'
import { precisionOf } from './precision.ts'
import { updateSeed } from './random-draws.ts'
import { valueAt } from './schedules.ts'
import {
  discriminatorUpdate,
  generatorUpdate,
  trainable,
  type DiscriminatorInputs,
  type DiscriminatorUpdate,
  type Game,
  type GeneratorUpdate,
  type UpdateInputs,
} from './step.ts'

/** Means over the updates of one step. */
export interface StepMetrics {
  readonly lossG: number
  /** Without the penalties. */
  readonly lossD: number
  /** Share of real pictures that D called real. */
  readonly accuracyReal: number
  /** Share of generated pictures that D called generated. */
  readonly accuracyFake: number
}

/** Averaging every step would cost 3 % of it; at this interval the half-life is still met to within 2 %. */
const stepsPerEma = 5

/** Both players, their optimizers and the average: everything that training changes, as a config describes it. */
export class Gan {
  readonly networks: Networks
  readonly optimizers: { readonly generator: NativeOptimizer; readonly discriminator: NativeOptimizer }
  readonly #config: TrainConfig
  readonly #updateD: GraphFunction<DiscriminatorInputs, DiscriminatorUpdate>
  readonly #updateG: GraphFunction<UpdateInputs, GeneratorUpdate>

  /** Needs a backend: native, or WASM. */
  constructor(config: TrainConfig) {
    const { network, seed, optimizer, objective, augment } = config
    const dropout: DropoutStream = {}
    this.#config = config
    this.networks = buildNetworks(network, seed, dropout, precisionOf(config))
    const { generator, discriminator } = this.networks
    this.optimizers = {
      generator: createOptimizer(optimizer.generator, trainable(generator)),
      discriminator: createOptimizer(optimizer.discriminator, trainable(discriminator)),
    }
    const { labelSmoothing, gradientPenalty } = objective
    const { latentSize } = network
    const loss = losses[objective.loss]
    const game: Game = {
      generator,
      discriminator,
      latentSize,
      loss,
      labelSmoothing,
      augment,
      gradientPenalty,
      dropout,
    }
    const variables = [generator, discriminator].flatMap((model) => modelVariables(model, 'all'))
    const all = variables.map(({ variable }) => variable)
    this.#updateD = graphFunction((inputs) => discriminatorUpdate(game, inputs), all)
    this.#updateG = graphFunction((inputs) => generatorUpdate(game, inputs), all)
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

    let update = step * (discriminatorSteps + 1)
    let real: tf.Tensor4D | undefined
    const onD: Omit<StepMetrics, 'lossG'>[] = []
    for (let turn = 0; turn < discriminatorSteps; turn++, update++) {
      real?.dispose()
      real = nextBatch()
      onD.push(this.#stepD(real, step, update, imagesSeen / 1000))
    }
    const lossG = this.#stepG(real!, update)
    real!.dispose()

    if ((step + 1) % stepsPerEma === 0) {
      const rampedUp = ema.rampUp > 0 ? ema.rampUp * (imagesSeen + batchSize) : Infinity
      const images = stepsPerEma * discriminatorSteps * batchSize
      const halfLife = Math.min(ema.halfLifeImages, rampedUp)
      updateEma(this.networks.ema, this.networks.generator, images, halfLife)
    }
    const mean = (key: keyof (typeof onD)[0]) => onD.reduce((sum, m) => sum + m[key], 0) / onD.length
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
    this.#updateD.dispose()
    this.#updateG.dispose()
  }

  #stepD(real: tf.Tensor4D, step: number, update: number, kimg: number): Omit<StepMetrics, 'lossG'> {
    return tf.tidy(() => {
      const seed = updateSeed(this.#config.seed, update)
      const penalties = this.#penalties(step, kimg)
      const { gradients, loss, accuracyReal, accuracyFake } = this.#updateD(
        penalties ? { real, seed, penalties } : { real, seed },
      )
      this.optimizers.discriminator.applyGradients(gradients)
      return {
        lossD: numberIn(loss),
        accuracyReal: numberIn(accuracyReal),
        accuracyFake: numberIn(accuracyFake),
      } as never // tidy's types know tensors alone
    })
  }

  #stepG(real: tf.Tensor4D, update: number): number {
    return tf.tidy(() => {
      const { gradients, loss } = this.#updateG({ real, seed: updateSeed(this.#config.seed, update) })
      this.optimizers.generator.applyGradients(gradients)
      return numberIn(loss)
    })
  }

  /** R1 and R2 are taken now and then, and count the more. */
  #penalties(step: number, kimg: number): tf.Tensor1D | undefined {
    const { r1, r2, penaltyEvery } = this.#config.objective
    const gammas = [valueAt(r1, kimg), valueAt(r2, kimg)]
    if (step % penaltyEvery !== 0 || gammas.every((gamma) => gamma === 0)) return undefined
    return tf.tensor1d(gammas.map((gamma) => gamma * penaltyEvery))
  }
}

function numberIn(scalar: tf.Scalar): number {
  return scalar.dataSync()[0]
}
