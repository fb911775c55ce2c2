import { NativeAdam, NativeRmsprop, NativeSgd, type NativeOptimizer, type tf } from '@facegan/tfjs-native'
import type { OptimizerConfig } from './config.ts'
import { valueAt } from './schedules.ts'

/** The optimizer that a config asks for, at its first learning rate. */
export function createOptimizer(config: OptimizerConfig, variables: readonly tf.Variable[]): NativeOptimizer {
  const learningRate = valueAt(config.learningRate, 0)
  switch (config.method) {
    case 'adam':
      return new NativeAdam({ ...config, learningRate }, variables)
    case 'rmsprop':
      return new NativeRmsprop({ ...config, learningRate }, variables)
    case 'sgd':
      return new NativeSgd({ ...config, learningRate }, variables)
  }
}
