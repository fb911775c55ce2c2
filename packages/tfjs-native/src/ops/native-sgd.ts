import type { Variable } from '@tensorflow/tfjs'
import { NativeOptimizer } from './native-optimizer.ts'
import type { Update } from './optimizer-store.ts'

export interface SgdOptions {
  readonly learningRate: number
  /** In [0, 1). @default 0, plain gradient descent */
  readonly momentum?: number
  /** Look ahead along the momentum (Nesterov 1983). @default false */
  readonly nesterov?: boolean
}

/** Stochastic gradient descent with momentum, the same numbers as `tf.train.momentum`. */
export class NativeSgd extends NativeOptimizer {
  readonly #momentum: number
  readonly #nesterov: boolean

  constructor({ learningRate, momentum = 0, nesterov = false }: SgdOptions, variables: readonly Variable[]) {
    super(learningRate, variables, ['momentum'])
    this.#momentum = momentum
    this.#nesterov = nesterov
  }

  protected override update(): Update {
    const [rate, keep, nesterov] = [this.learningRate, this.#momentum, this.#nesterov]
    return {
      operation: 'ResourceApplyMomentum',
      attributes: ({ TF_ATTR_BOOL }) => [{ name: 'use_nesterov', type: TF_ATTR_BOOL, value: nesterov }],
      inputs: [rate, 'gradient', keep],
      inPlace(weights, gradient, momentum) {
        for (let i = 0; i < weights.length; i++) {
          const slope = gradient[i]!
          momentum![i] = keep * momentum![i]! + slope
          weights[i] = weights[i]! - rate * (nesterov ? slope + keep * momentum![i]! : momentum![i]!)
        }
      },
    }
  }
}
