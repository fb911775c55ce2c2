import type { Invocation } from '../command.ts'
import { integerOption } from '../number-option.ts'

/** `--scale` and `--kernel`: small faces are looked at enlarged. */
export function enlarging(options: Invocation['options']): { scale: number; kernel: 'lanczos' | 'nearest' } {
  return {
    scale: integerOption(options, 'scale', 1) ?? 2,
    kernel: (options['kernel'] ?? 'lanczos') as 'lanczos' | 'nearest',
  }
}
