import type { TrainConfig } from '../config.ts'
import { dcgan32 } from '../presets/dcgan-32.ts'
import { faces64 } from '../presets/faces-64.ts'

// Both presets, narrow enough for a step in milliseconds.

export const narrowDcgan: TrainConfig = {
  ...dcgan32,
  batchSize: 8,
  network: {
    ...dcgan32.network,
    latentSize: 10,
    generator: { ...dcgan32.network.generator, widths: [16, 8, 8] },
    discriminator: { ...dcgan32.network.discriminator, widths: [8, 16] },
  },
}

export const narrowFaces: TrainConfig = {
  ...faces64,
  batchSize: 8,
  network: {
    ...faces64.network,
    imageSize: 32,
    latentSize: 10,
    generator: { ...faces64.network.generator, widths: [16, 8, 8, 8] },
    discriminator: { widths: [8, 8, 16], dropout: 0, minibatchStd: 4, headWidth: 16 },
  },
}
