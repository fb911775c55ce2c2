import type { Mt19937 } from '@facegan/core'

/**
 * `numpy.random.RandomState.permutation(count)`: 0 to count - 1 in a drawn order. The same words of the generator give
 * NumPy's order, so splits agree with those that others made in Python.
 *
 * @param count below 2^32
 */
export function permutation(random: Mt19937, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = below(random, i)
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}

/** A uniform integer in [0, highest]: words cut to as many bits as it has, until one is small enough. */
function below(random: Mt19937, highest: number): number {
  const mask = 0xffffffff >>> Math.clz32(highest)
  for (;;) {
    const drawn = (random.uint32() & mask) >>> 0
    if (drawn <= highest) return drawn
  }
}
