/**
 * Ranks as normal numbers: a value that lies above a share p of the known ones becomes the p-quantile of N(0, 1). z is
 * normal and a direction is linear, so that a label that grows with z in whatever way, as a probability does that is
 * nearly always 0 or 1, becomes one that a straight line can fit.
 *
 * @param known N finite numbers; equal ones share the mean of their ranks
 * @returns the score of any number; beyond the known ones it grows no further
 * @see van der Waerden 1952, "Order tests for the two-sample problem and their power"
 */
export function normalScorer(known: readonly number[]): (value: number) => number {
  const sorted = Float64Array.from(known).toSorted()
  return (value) => {
    const below = countWhile(sorted, (other) => other < value)
    const upTo = countWhile(sorted, (other) => other <= value)
    return normalQuantile((below + upTo + 1) / 2 / (sorted.length + 1))
  }
}

/** How many numbers at the start of a sorted list hold, by halving. */
function countWhile(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle])) low = middle + 1
    else high = middle
  }
  return low
}

/** The x that a standard normal number stays below with probability p, in (0, 1). */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -normalQuantile(1 - p)
  let x = 0
  // Newton from 0: the distribution is concave above it, so steps never pass the quantile
  for (let i = 0; i < 100; i++) {
    const step = (p - 0.5 - above0(x)) / density(x)
    x += step
    if (Math.abs(step) < 1e-12) break
  }
  return x
}

/** Probability between 0 and x, by the series of Marsaglia 2004, "Evaluating the normal distribution". */
function above0(x: number): number {
  let [sum, term] = [x, x]
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i
    sum += term
  }
  return sum * density(x)
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}
