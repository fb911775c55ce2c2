import { leakyRelu, tf } from '@facegan/tfjs-native'
import { oneTensor } from './the-one.ts'

/** Leaky ReLU in one native operation that gradient penalties may pass; saved as the standard `LeakyReLU` layer. */
export class FusedLeakyRelu extends tf.layers.Layer {
  static className = 'LeakyReLU'
  readonly #slope: number

  constructor(config: { name: string; slope: number }) {
    super({ name: config.name })
    this.#slope = config.slope
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return leakyRelu(oneTensor(inputs), this.#slope)
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), alpha: this.#slope }
  }
}
