import { tf } from '@facegan/tfjs-native'
import type { GanLoss } from './gan-loss.ts'

/**
 * The critic's estimate of the earth mover's distance, with its sign turned. Only a 1-Lipschitz critic estimates it:
 * use it with `gradientPenalty` (10 in the paper), 5 critic steps and no batch norm in D.
 *
 * @see Arjovsky et al. 2017, arXiv:1701.07875; Gulrajani et al. 2017, arXiv:1704.00028, algorithm 1
 */
export const wasserstein: GanLoss = {
  discriminator: (real, fake) => tf.sub(tf.mean(fake), tf.mean(real)),
  generator: (fake) => tf.neg(tf.mean(fake)),
  boundary: 'midway',
  hasTargets: false,
  generatorNeedsReal: false,
}
