import { tf } from '@facegan/tfjs-native'
import type { GanLoss } from './gan-loss.ts'

/**
 * D stops caring about a picture that it places right by a margin of 1.
 *
 * @see Lim and Ye 2017, arXiv:1705.02894; Miyato et al. 2018, arXiv:1802.05957, equations 16 and 17
 */
export const hinge: GanLoss = {
  discriminator: (real, fake) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))),
  generator: (fake) => tf.neg(tf.mean(fake)),
  boundary: 0,
  hasTargets: false,
  generatorNeedsReal: false,
}
