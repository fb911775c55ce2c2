import type { tf } from '@facegan/tfjs-native'
import type { NetworkConfig } from '../config.ts'
import { buildDiscriminator } from './discriminator.ts'
import { buildGenerator } from './generator.ts'
import type { Precision } from '../precision.ts'
import type { DropoutStream } from './layers/stream-dropout.ts'

/** Both players, and the generator whose weights are averaged over time. */
export interface Networks {
  readonly generator: tf.Sequential
  readonly discriminator: tf.Sequential
  /** Exponential moving average of the generator: steadier faces than the last step's. */
  readonly ema: tf.Sequential
}

/** Far enough apart that no two layers draw the same initial weights. */
const discriminatorSeedOffset = 1000

/** @param precision of the two that train; the average draws as exactly as an exported model */
export function buildNetworks(
  config: NetworkConfig,
  seed: number,
  stream: DropoutStream,
  precision: Precision = 'float32',
): Networks {
  const generator = buildGenerator(config, seed, precision)
  const ema = buildGenerator(config, seed)
  const discriminator = buildDiscriminator(config, seed + discriminatorSeedOffset, stream, precision)
  return { generator, discriminator, ema }
}
