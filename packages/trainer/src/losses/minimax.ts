import { tf } from '@facegan/tfjs-native'
import type { GanLoss } from './gan-loss.ts'

/**
 * Goodfellow's minimax objective, min_G max_D E[log D(x)] + E[log(1 - D(G(z)))], on logits.
 *
 * With D = sigmoid(logit): -log D = softplus(-logit) and -log(1 - D) = softplus(logit), which stay finite.
 *
 * @see Goodfellow et al. 2014, arXiv:1406.2661, equation 1
 */
function discriminator(real: tf.Tensor, fake: tf.Tensor): tf.Scalar {
  return tf.add(tf.mean(tf.softplus(tf.neg(real))), tf.mean(tf.softplus(fake)))
}

/** G minimises E[log(1 - D(G(z)))] itself: little gradient while D is winning. */
export const saturating: GanLoss = {
  discriminator,
  generator: (fake) => tf.neg(tf.mean(tf.softplus(fake))),
}

/** G maximises E[log D(G(z))] instead: the same fixed point, strong gradients early (section 3 of the paper). */
export const nonSaturating: GanLoss = {
  discriminator,
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake))),
}
