import type { TrainConfig } from '../config.ts'

const adam = {
  method: 'adam',
  learningRate: { from: 4e-4, to: 4e-5, kimg: 1000, shape: 'cosine' },
  beta1: 0,
  beta2: 0.99,
  epsilon: 1e-8,
} as const

/**
 * A small modern GAN at 64x64: relativistic pairing held in place by R1 and R2 (Huang et al. 2024,
 * arXiv:2501.05441), no batch norm, augmentation for small sets. Weights of 2.7 MB as float16.
 */
export const faces64: TrainConfig = {
  preset: 'faces-64',
  network: {
    imageSize: 64,
    latentSize: 64,
    leakySlope: 0.2,
    initializer: 'he',
    generator: { widths: [256, 160, 112, 64, 32], batchNorm: false, toRgb: 'convolution', output: 'linear' },
    discriminator: { widths: [48, 96, 192, 256], dropout: 0, minibatchStd: 8, headWidth: 256 },
  },
  objective: {
    loss: 'relativistic',
    labelSmoothing: 0,
    r1: { from: 1, to: 0.5, kimg: 1000, shape: 'cosine' },
    r2: { from: 1, to: 0.5, kimg: 1000, shape: 'cosine' },
    penaltyEvery: 4,
    gradientPenalty: 0,
  },
  augment: { translation: 0.125, cutout: 0.5, colour: 0 },
  batchSize: 16,
  discriminatorSteps: 1,
  precision: 'auto',
  optimizer: { generator: adam, discriminator: adam },
  ema: { halfLifeImages: 10_000, rampUp: 0.05 },
  mirror: true,
  seed: 0,
}
