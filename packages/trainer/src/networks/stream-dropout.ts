import { statelessUniform, tf } from '@facegan/tfjs-native'

/** Where in its stream of random numbers a run stands; the trainer moves it on before each pass through D. */
export interface DropoutStream {
  readonly seed: number
  /** Counts passes; the same pass always drops the same activations. */
  pass: number
}

/**
 * Dropout whose masks are drawn natively and are a function of (seed, pass, layer), so that a resumed run drops what
 * an unbroken one would have. tfjs's own draws each mask number by number in JavaScript, from a stream that no
 * checkpoint can hold. Saved as the standard `Dropout` layer, which it is for everybody who loads the model.
 *
 * @see Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting"
 */
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
    this.supportsMasking = true
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs
    if (!options.training || this.#rate === 0) return x.clone()
    return tf.tidy(() => {
      const draws = statelessUniform(x.shape, [this.#stream.seed, this.#stream.pass * 16 + this.#layer])
      const kept = tf.cast(tf.greaterEqual(draws, this.#rate), 'float32')
      return tf.mul(x, tf.mul(kept, 1 / (1 - this.#rate)))
    })
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.#rate }
  }
}
