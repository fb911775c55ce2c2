import type { TrainConfig } from '../config.ts'

const adam = { method: 'adam', learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 } as const

/**
 * The textbook DCGAN at 32x32: minimax with the non-saturating generator loss, batch 32, latents of 100 normals.
 * Learning rate and beta1 are those of Radford et al. 2016 (arXiv:1511.06434).
 */
export const dcgan32: TrainConfig = {
  preset: 'dcgan-32',
  network: {
    imageSize: 32,
    latentSize: 100,
    leakySlope: 0.3, // the Keras default
    initializer: 'glorot',
    generator: { widths: [512, 256, 128], batchNorm: true, toRgb: 'transposed', output: 'tanh' },
    discriminator: { widths: [64, 128], dropout: 0.3, minibatchStd: 0, headWidth: 0 },
  },
  objective: {
    loss: 'non-saturating',
    labelSmoothing: 0,
    r1: 0,
    r2: 0,
    penaltyEvery: 1,
    gradientPenalty: 0,
  },
  augment: { translation: 0, cutout: 0, colour: 0 },
  batchSize: 32,
  discriminatorSteps: 1,
  precision: 'auto',
  optimizer: { generator: adam, discriminator: adam },
  ema: { halfLifeImages: 10_000, rampUp: 0 },
  mirror: false,
  seed: 0,
}
