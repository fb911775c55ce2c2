import { tf } from '@facegan/tfjs-native'

/** What turns embeddings into logits while a network learns. */
export type CnnHead =
  | { readonly kind: 'softmax' }
  /** Additive margin in the cosine: Wang et al. 2018, arXiv:1801.09414, equation 4. */
  | { readonly kind: 'cosface'; readonly scale: number; readonly margin: number }
  /** Additive margin in the angle, in radians: Deng et al. 2019, arXiv:1801.07698, equation 3. */
  | { readonly kind: 'arcface'; readonly scale: number; readonly margin: number }

/**
 * Logits of each class.
 *
 * @param embeddings [N,E]
 * @param classes [E,P] the last layer
 * @param own [N,P] 1 at the class that a margin holds back, 0 elsewhere; a row of zeros for pictures of nobody
 * @returns [N,P]
 */
export function logitsOf(
  head: CnnHead,
  embeddings: tf.Tensor2D,
  classes: tf.Tensor2D,
  own: tf.Tensor2D,
): tf.Tensor2D {
  if (head.kind === 'softmax') return tf.matMul(embeddings, classes)
  const cosines = tf.matMul(unit(embeddings, 1), unit(classes, 0)) as tf.Tensor2D
  const { scale, margin } = head
  if (head.kind === 'cosface') return tf.mul(tf.sub(cosines, tf.mul(own, margin)), scale)
  // cos(θ + m) = cos θ cos m - sin θ sin m; beyond θ = π - m it would rise again, so a straight line goes on from there
  const sines = tf.sqrt(tf.maximum(tf.sub(1, tf.square(cosines)), 1e-6))
  const turned = tf.sub(tf.mul(cosines, Math.cos(margin)), tf.mul(sines, Math.sin(margin)))
  const line = tf.sub(cosines, margin * Math.sin(margin))
  const within = tf.step(tf.add(cosines, Math.cos(margin))) // 1 where θ < π - m; a comparison has no gradient
  const held = tf.add(tf.mul(within, turned), tf.mul(tf.sub(1, within), line))
  return tf.mul(tf.add(cosines, tf.mul(own, tf.sub(held, cosines))), scale)
}

/** Logits of embeddings that are tried, not learned from: nothing is held back. @returns [N,P] */
export function freeLogits(head: CnnHead, embeddings: tf.Tensor2D, classes: tf.Tensor2D): tf.Tensor2D {
  const unheld = head.kind === 'softmax' ? head : { ...head, margin: 0 }
  return logitsOf(unheld, embeddings, classes, tf.zeros([embeddings.shape[0], classes.shape[1]]))
}

/** Mean over the batch of -Σ target · log softmax(logits). @param targets [N,P], rows add up to 1 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D): tf.Scalar {
  return tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), 1)))
}

/** Rows (axis 1) or columns (axis 0) of length 1. */
function unit(x: tf.Tensor2D, axis: 0 | 1): tf.Tensor2D {
  return tf.mul(x, tf.rsqrt(tf.add(tf.sum(tf.square(x), axis, true), 1e-12)))
}
