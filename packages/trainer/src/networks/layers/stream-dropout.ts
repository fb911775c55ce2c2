import { dropout, seedTensor, tf } from '@facegan/tfjs-native'
import { oneTensor } from './the-one.ts'

/** Where a discriminator's masks come from; the trainer sets it before each pass that it trains on. */
export interface DropoutStream {
  /** int32 [2], the seed of layer 0; each other layer adds its number to the second. */
  seed?: tf.Tensor1D
}

/** Dropout with natively drawn, repeatable masks; saved as the standard `Dropout` layer. */
export class StreamDropout extends tf.layers.Layer {
  static className = 'Dropout'
  readonly #rate: number
  readonly #stream: DropoutStream
  readonly #layer: number

  /** @param layer tells the layers of one network apart; 0 to 15 */
  constructor(config: { name: string; rate: number }, stream: DropoutStream, layer: number) {
    super({ name: config.name })
    this.#rate = config.rate
    this.#stream = stream
    this.#layer = layer
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor {
    const x = oneTensor(inputs)
    if (!options.training || this.#rate === 0) return x.clone()
    return tf.tidy(() => dropout(x, this.#rate, tf.add(this.#stream.seed!, seedTensor([0, this.#layer]))))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate }
  }
}
