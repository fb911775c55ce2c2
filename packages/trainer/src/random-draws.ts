import { seedTensor, tf } from '@facegan/tfjs-native'

/** What random numbers are drawn for; each has numbers of its own in each update. Dropout layers count up from 16. */
const purposes = { latents: 0, augmentReal: 1, augmentFake: 2, penaltyMix: 3, dropout: 16 } as const

const drawsPerUpdate = 32

/**
 * Where an update draws from: a function of (run, update), so that there is no stream to save and a resumed run
 * goes on with the numbers that it would have had.
 *
 * @param update counts the updates of both players
 * @returns int32 [2]
 */
export function updateSeed(runSeed: number, update: number): tf.Tensor1D {
  return seedTensor([runSeed, update * drawsPerUpdate])
}

/** The seed of one purpose, from that of the update; int32 [2] both. */
export function seedFor(purpose: keyof typeof purposes, update: tf.Tensor1D): tf.Tensor1D {
  return tf.add(update, seedTensor([0, purposes[purpose]]))
}
