/**
 * Ranks as normal numbers: the value that is larger than a share p of all others becomes the p-quantile of N(0, 1). z is
 * normal and a direction is linear, so that a label that grows with z in whatever way, as a probability does that is
 * nearly always 0 or 1, becomes one that a straight line can fit.
 *
 * @param values N finite numbers; equal ones share the mean of their ranks
 * @returns [N]
 * @see van der Waerden 1952, "Order tests for the two-sample problem and their power"
 */
export function normalScores(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).toSorted((a, b) => values[a] - values[b])
  const scores = new Array<number>(values.length)
  for (let begin = 0; begin < order.length;) {
    let end = begin + 1
    while (end < order.length && values[order[end]] === values[order[begin]]) end++
    const score = normalQuantile((begin + end + 1) / 2 / (values.length + 1))
    for (let rank = begin; rank < end; rank++) scores[order[rank]] = score
    begin = end
  }
  return scores
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
