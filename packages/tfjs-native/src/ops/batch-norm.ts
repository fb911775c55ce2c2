import type { Tensor } from '@tensorflow/tfjs'
import type { OpAttribute } from '../load-addon.ts'
import { tensorflowBackend, type TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { defineNativeOp, isNative, typeAttribute } from './native-op.ts'

/** A normalised batch and what it was normalised by. */
export interface NormalizedBatch {
  /** The shape of x. */
  readonly y: Tensor
  /** [C] means of this batch. */
  readonly mean: Tensor
  /** [C] variances of this batch, divided by the count as tfjs does (TensorFlow's own divides by count - 1). */
  readonly variance: Tensor
}

/**
 * Batch normalisation as in training: each channel by its own mean and variance over the batch.
 *
 * The gradient goes through y alone, once: a penalty on gradients cannot pass (use a network without batch norm
 * there, as WGAN-GP's authors advise; their section 4).
 *
 * @param x [N,…,C]
 * @param scale [C] gamma
 * @param offset [C] beta
 * @see Ioffe and Szegedy 2015, arXiv:1502.03167, algorithm 1
 */
export function batchNormTraining(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
): NormalizedBatch {
  if (!isNative()) return portableBatchNormTraining(x, scale, offset, epsilon)
  const channels = scale.size
  const count = x.size / channels
  const [flat, mean, unbiased] = native(
    { x: tf.reshape(x, [count, 1, 1, channels]), scale, offset },
    { epsilon },
  )
  return {
    y: tf.reshape(flat!, x.shape),
    mean: mean!,
    variance: tf.mul(unbiased!, count > 1 ? (count - 1) / count : 1),
  }
}

/** The same from small operations, on any backend. */
export function portableBatchNormTraining(
  x: Tensor,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
): NormalizedBatch {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1)
  const { mean, variance } = tf.moments(x, axes)
  const normal = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)))
  return { y: tf.add(tf.mul(normal, scale), offset), mean, variance }
}

const native = defineNativeOp<Tensor[]>({
  kernel: 'NativeBatchNormTraining',
  run: (backend, { x, scale, offset }, { epsilon }) =>
    tf.tidy(() => {
      const none = tf.tensor1d([]) // no running averages: this batch's own
      const inputs = [x!, scale!, offset!, none, none]
      // y, mean, variance, and three that only the gradient reads
      return backend.executeMultipleOutputs('FusedBatchNormV3', attributes(backend, epsilon!), inputs, 6)
    }),
  saveInputs: ['x', 'scale'],
  saveOutputs: [false, false, false, true, true, true],
  gradient: ([dy], [x, scale, ...reserved], { epsilon }) => {
    const backend = tensorflowBackend()
    const [dx, dScale, dOffset] = backend.executeMultipleOutputs(
      'FusedBatchNormGradV3',
      attributes(backend, epsilon!),
      [dy!, x!, scale!, ...reserved],
      5,
    )
    return { x: () => dx!, scale: () => dScale!, offset: () => dOffset! }
  },
})

function attributes(backend: TensorflowBackend, epsilon: number): OpAttribute[] {
  const { TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_STRING } = backend.binding
  return [
    typeAttribute(backend),
    typeAttribute(backend, 'U'),
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ]
}
