import { tf } from '@facegan/tfjs-native'
import type { GanLoss } from './gan-loss.ts'

/**
 * Goodfellow's minimax objective, min_G max_D E[log D(x)] + E[log(1 - D(G(z)))], on logits.
 *
 * With D = sigmoid(logit): -log D = softplus(-logit) and -log(1 - D) = softplus(logit), which stay finite; a target of
 * 1 - s in place of 1 adds s · logit (softplus(-x) + s·x = (1-s)·softplus(-x) + s·softplus(x)).
 *
 * @see Goodfellow et al. 2014, arXiv:1406.2661, equation 1
 * @see Salimans et al. 2016, arXiv:1606.03498, section 3.4 (one-sided label smoothing)
 */
function discriminator(real: tf.Tensor, fake: tf.Tensor, labelSmoothing: number): tf.Scalar {
  const onReal = tf.add(tf.softplus(tf.neg(real)), tf.mul(real, labelSmoothing))
  return tf.add(tf.mean(onReal), tf.mean(tf.softplus(fake)))
}

const shared = { discriminator, boundary: 0, hasTargets: true, generatorNeedsReal: false }

/** G minimises E[log(1 - D(G(z)))] itself: little gradient while D is winning. */
export const saturating: GanLoss = {
  ...shared,
  generator: (fake) => tf.neg(tf.mean(tf.softplus(fake))),
}

/** G maximises E[log D(G(z))] instead: the same fixed point, strong gradients early (section 3 of the paper). */
export const nonSaturating: GanLoss = {
  ...shared,
  generator: (fake) => tf.mean(tf.softplus(tf.neg(fake))),
}
