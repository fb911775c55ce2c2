import { tf } from '@facegan/tfjs-native'
import { oneShape, oneTensor } from './the-one.ts'

/** Keeps the square root's slope finite where all pictures of a group are alike. */
const epsilon = 1e-8

/**
 * Adds one channel: how much the pictures of a group differ, as one number, so that D sees a generator that draws
 * the same face again and again. Groups are neighbours in the batch; real and generated pictures do not share one
 * as long as each kind's count is a multiple of the group's size.
 *
 * @see Karras et al. 2018, arXiv:1710.10196, section 3
 */
export class MinibatchStd extends tf.layers.Layer {
  static className = 'FaceganMinibatchStd'
  readonly #groupSize: number

  constructor(config: { name: string; groupSize: number }) {
    super({ name: config.name })
    this.#groupSize = config.groupSize
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = oneTensor(inputs) as tf.Tensor4D
    const [count, height, width, channels] = x.shape
    const size = count % this.#groupSize === 0 ? this.#groupSize : count
    return tf.tidy(() => {
      const groups = tf.reshape(x, [count / size, size, height * width * channels])
      const centred = tf.sub(groups, tf.mean(groups, 1, true))
      const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), 1), epsilon)) // [groups, H·W·C]
      const spread = tf.mean(deviation, 1, true) // [groups, 1]
      // a product in place of tf.tile, whose gradient is slow and ends at rank 4
      const channel = tf.mul(tf.reshape(spread, [count / size, 1, 1]), tf.ones([1, size, height * width]))
      return tf.concat([x, tf.reshape(channel, [count, height, width, 1])], 3)
    })
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [count, height, width, channels] = oneShape(inputShape)
    return [count!, height!, width!, channels! + 1]
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), groupSize: this.#groupSize }
  }
}
tf.serialization.registerClass(MinibatchStd)
