import { CannotDescribeError, type Finding } from './description.ts'

/** What black and full colour are, from the numbers that a generator gave. */
export interface RangeGuess {
  readonly range: [number, number]
  readonly how: Finding['how']
}

/**
 * Floats: a generator ends in a tanh (-1 to 1), a sigmoid (0 to 1) or in levels (0 to 255), or in nothing, and then
 * overshoots one of these.
 *
 * @param low the smallest number of some faces
 * @param high the largest
 * @throws CannotDescribeError on whole numbers that are no levels
 */
export function guessRange(type: string, low: number, high: number): RangeGuess {
  if (type === 'uint8') return { range: [0, 255], how: 'read' }
  if (!type.startsWith('float')) return guessWholeRange(type, low, high)
  if (high - low > 8) return { range: [0, 255], how: low >= -1 && high <= 256 ? 'measured' : 'guessed' }
  if (low < -0.1)
    return { range: [-1, 1], how: low >= -1.0001 && high <= 1.0001 && high > 0.1 ? 'measured' : 'guessed' }
  return { range: [0, 1], how: low >= -0.0001 && high <= 1.0001 && high > 0.3 ? 'measured' : 'guessed' }
}

function guessWholeRange(type: string, low: number, high: number): RangeGuess {
  if (low >= 0 && high <= 255) return { range: [0, 255], how: high > 1 ? 'measured' : 'guessed' }
  if (low >= -128 && high <= 127) return { range: [-128, 127], how: 'measured' }
  throw new CannotDescribeError(
    `Its ${type} picture goes from ${low} to ${high}, which are no levels of 0 to 255.`,
    'say what black and full colour are: --range LOW,HIGH',
  )
}
