import type { Variable } from '@tensorflow/tfjs'
import { NativeOptimizer } from './native-optimizer.ts'
import type { Update } from './optimizer-store.ts'

export interface AdamOptions {
  readonly learningRate: number
  /** Decay of the mean gradient, in [0, 1). @default 0.9 */
  readonly beta1?: number
  /** Decay of the mean squared gradient, in [0, 1). @default 0.999 */
  readonly beta2?: number
  /** @default 1e-7, as `tf.train.adam` */
  readonly epsilon?: number
}

/**
 * Adam. The same numbers as `tf.train.adam` up to float32 rounding, its epsilon outside the bias correction included.
 *
 * @see Kingma and Ba 2014, arXiv:1412.6980
 */
export class NativeAdam extends NativeOptimizer {
  readonly #beta1: number
  readonly #beta2: number
  readonly #epsilon: number

  constructor(options: AdamOptions, variables: readonly Variable[]) {
    const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options
    super(learningRate, variables, ['mean', 'square'])
    this.#beta1 = beta1
    this.#beta2 = beta2
    this.#epsilon = epsilon
  }

  protected override update(step: number): Update {
    const power1 = this.#beta1 ** step
    const power2 = this.#beta2 ** step
    // TensorFlow adds epsilon before it corrects the bias, tfjs and the paper after it
    const epsilon = this.#epsilon * Math.sqrt(1 - power2)
    const rate = (this.learningRate * Math.sqrt(1 - power2)) / (1 - power1)
    const [keep1, keep2] = [this.#beta1, this.#beta2]
    return {
      operation: 'ResourceApplyAdam',
      inputs: [power1, power2, this.learningRate, keep1, keep2, epsilon, 'gradient'],
      inPlace(weights, gradient, mean, square) {
        for (let i = 0; i < weights.length; i++) {
          const slope = gradient[i]!
          mean![i] = keep1 * mean![i]! + (1 - keep1) * slope
          square![i] = keep2 * square![i]! + (1 - keep2) * slope * slope
          weights[i] = weights[i]! - (rate * mean![i]!) / (Math.sqrt(square![i]!) + epsilon)
        }
      },
    }
  }
}
