import { batchNormTraining, tf } from '@facegan/tfjs-native'
import { oneShape, oneTensor } from './the-one.ts'

/** Keras's defaults. */
const momentum = 0.99
const epsilon = 1e-3

/** Batch norm whose training pass is one native operation; saved as the standard `BatchNormalization` layer. */
export class FusedBatchNorm extends tf.layers.Layer {
  static className = 'BatchNormalization'
  #gamma!: tf.LayerVariable
  #beta!: tf.LayerVariable
  #movingMean!: tf.LayerVariable
  #movingVariance!: tf.LayerVariable

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [oneShape(inputShape).at(-1)!]
    const weight = (name: string, start: 'ones' | 'zeros', trainable = true) =>
      this.addWeight(name, channels, 'float32', tf.initializers[start](), undefined, trainable)
    this.#gamma = weight('gamma', 'ones')
    this.#beta = weight('beta', 'zeros')
    this.#movingMean = weight('moving_mean', 'zeros', false)
    this.#movingVariance = weight('moving_variance', 'ones', false)
    this.built = true
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor {
    const x = oneTensor(inputs)
    const [gamma, beta] = [this.#gamma.read(), this.#beta.read()]
    if (!options.training) {
      const scale = tf.mul(gamma, tf.rsqrt(tf.add(this.#movingVariance.read(), epsilon)))
      return tf.add(tf.mul(x, scale), tf.sub(beta, tf.mul(this.#movingMean.read(), scale)))
    }
    const { y, mean, variance } = batchNormTraining(x, gamma, beta, epsilon)
    moveToward(this.#movingMean, mean)
    moveToward(this.#movingVariance, variance)
    return y
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: -1, momentum, epsilon, center: true, scale: true }
  }
}

function moveToward(average: tf.LayerVariable, value: tf.Tensor): void {
  average.write(tf.tidy(() => tf.add(average.read(), tf.mul(tf.sub(value, average.read()), 1 - momentum))))
}
