import { bfloat16Pays, isNative } from '@facegan/tfjs-native'
import type { TrainConfig } from './config.ts'

/** Of the products inside a network. Weights, sums, optimizers, losses and whatever touches pixels are float32. */
export type Precision = 'float32' | 'bfloat16'

/**
 * Which one a config asks for; `auto` is the one known to be faster on this machine. On WASM there is float32 alone,
 * whatever it asks for.
 *
 * Needs a backend.
 */
export function precisionOf({ precision }: TrainConfig): Precision {
  if (!isNative()) return 'float32'
  if (precision !== 'auto') return precision
  return bfloat16Pays() ? 'bfloat16' : 'float32'
}

/** With `auto` decided, so that a run goes on as it began on whatever machine resumes it. */
export function withPrecision(config: TrainConfig): TrainConfig {
  return { ...config, precision: precisionOf(config) }
}
