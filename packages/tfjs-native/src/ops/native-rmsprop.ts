import type { Variable } from '@tensorflow/tfjs'
import { NativeOptimizer } from './native-optimizer.ts'
import type { Update } from './optimizer-store.ts'

export interface RmspropOptions {
  readonly learningRate: number
  /** Decay of the mean squared gradient, in [0, 1). @default 0.9 */
  readonly decay?: number
  /** In [0, 1). @default 0 */
  readonly momentum?: number
  /** @default 1e-7, as `tf.train.rmsprop` */
  readonly epsilon?: number
}

/**
 * RMSprop, the same numbers as `tf.train.rmsprop`.
 *
 * @see Tieleman and Hinton 2012, "Lecture 6.5: RMSprop"; the choice of WGAN's authors, arXiv:1701.07875
 */
export class NativeRmsprop extends NativeOptimizer {
  readonly #decay: number
  readonly #momentum: number
  readonly #epsilon: number

  constructor(options: RmspropOptions, variables: readonly Variable[]) {
    const { learningRate, decay = 0.9, momentum = 0, epsilon = 1e-7 } = options
    super(learningRate, variables, ['square', 'momentum'])
    this.#decay = decay
    this.#momentum = momentum
    this.#epsilon = epsilon
  }

  protected override update(): Update {
    const [rate, decay, keep, epsilon] = [this.learningRate, this.#decay, this.#momentum, this.#epsilon]
    return {
      operation: 'ResourceApplyRMSProp',
      inputs: [rate, decay, keep, epsilon, 'gradient'],
      inPlace(weights, gradient, square, momentum) {
        for (let i = 0; i < weights.length; i++) {
          const slope = gradient[i]!
          square![i] = decay * square![i]! + (1 - decay) * slope * slope
          momentum![i] = keep * momentum![i]! + (rate * slope) / Math.sqrt(square![i]! + epsilon)
          weights[i] = weights[i]! - momentum![i]!
        }
      },
    }
  }
}
