import type { Variable } from '@tensorflow/tfjs'
import type { TensorflowBackend } from '../native-backend.ts'
import { NativeOptimizer, type Update } from './native-optimizer.ts'

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

  protected override update(_step: number, { binding }: TensorflowBackend): Update {
    return {
      operation: 'ResourceApplyMomentum',
      attributes: [{ name: 'use_nesterov', type: binding.TF_ATTR_BOOL, value: this.#nesterov }],
      inputs: [this.learningRate, 'gradient', this.#momentum],
    }
  }
}
