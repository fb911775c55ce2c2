import type { Seed } from '@facegan/tfjs-native'

/** What random numbers are drawn for; each has numbers of its own in each update. Dropout layers count up from 16. */
const purposes = { latents: 0, augmentReal: 1, augmentFake: 2, penaltyMix: 3, dropout: 16 } as const

const drawsPerUpdate = 32

/**
 * Where a run draws from: a function of (run, update, purpose), so that there is no stream to save and a resumed run
 * goes on with the numbers that it would have had.
 *
 * @param update counts the updates of both players
 */
export function drawSeed(runSeed: number, update: number, purpose: keyof typeof purposes): Seed {
  return [runSeed, update * drawsPerUpdate + purposes[purpose]]
}
