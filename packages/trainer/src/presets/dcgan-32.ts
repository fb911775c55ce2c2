import type { TrainConfig } from '../config.ts'

/**
 * The textbook DCGAN at 32x32: minimax with the non-saturating generator loss, batch 32, latents of 100 normals.
 * Learning rate and beta1 are those of Radford et al. 2016 (arXiv:1511.06434).
 */
export const dcgan32: TrainConfig = {
  preset: 'dcgan-32',
  network: {
    imageSize: 32,
    latentSize: 100,
    generatorWidths: [512, 256, 128],
    discriminatorWidths: [64, 128],
    leakySlope: 0.3, // the Keras default
    dropout: 0.3,
  },
  loss: 'non-saturating',
  batchSize: 32,
  optimizer: {
    generator: { learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
    discriminator: { learningRate: 2e-4, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 },
  },
  emaHalfLifeImages: 10_000,
  mirror: false,
  seed: 0,
}
