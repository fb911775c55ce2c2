import { tf } from '@facegan/tfjs-native'
import { discriminantAxes } from './lda.ts'
import { principalAxes } from './pca.ts'

/** A linear map of vectors: (x - mean) · axes. */
export interface Projection {
  /** [D] */
  readonly mean: tf.Tensor1D
  /** [D,K] */
  readonly axes: tf.Tensor2D
}

/** mean · axes, [1,K]. */
export function offsetOf({ mean, axes }: Projection): tf.Tensor2D {
  return tf.matMul(tf.expandDims<tf.Tensor2D>(mean), axes)
}

/**
 * (x - mean) · axes as x · axes - mean · axes: the mean is taken from few numbers in place of many.
 *
 * @param x [N,D]
 * @param offset from `offsetOf`
 * @returns [N,K]
 */
export function project(x: tf.Tensor2D, axes: tf.Tensor2D, offset: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(tf.matMul(x, axes), offset)
}

/** Principal axes whose variances are brought to 1. */
export function whitenedAxes(x: tf.Tensor2D, most: number): Projection {
  const { mean, axes, variances } = principalAxes(x, most)
  return { mean, axes: tf.div(axes, tf.sqrt(variances)) }
}

/** Discriminant axes in the space of the first principal ones. */
export function discriminantProjection(
  x: tf.Tensor2D,
  labels: Int32Array,
  most: number,
  shrinkage: number,
): Projection {
  const { mean, axes } = principalAxes(x, most)
  const scores = tf.matMul<tf.Tensor2D>(tf.sub<tf.Tensor2D>(x, mean), axes)
  return { mean, axes: tf.matMul<tf.Tensor2D>(axes, discriminantAxes(scores, labels, shrinkage)) }
}

/** The discriminant of the `…-lda` recognisers: a tenth of shrinkage, in at most 400 principal axes. */
export function shrunkDiscriminant(x: tf.Tensor2D, labels: Int32Array, people: number): Projection {
  return discriminantProjection(x, labels, Math.min(x.shape[0] - people, 400), 0.1)
}

/** The same in at most 800, for long descriptions and mirror images. */
export function manyDiscriminants(x: tf.Tensor2D, labels: Int32Array, people: number): Projection {
  return discriminantProjection(x, labels, Math.min(x.shape[0] - people, 800), 0.1)
}
