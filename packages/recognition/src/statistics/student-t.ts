/**
 * The probability that |T| is at most `t`, of Student's t with whole degrees of freedom: a finite sum.
 *
 * @param t >= 0
 * @param degrees integer >= 1
 * @see Abramowitz & Stegun 1964, 26.7.3 and 26.7.4
 */
export function studentWithin(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const odd = degrees % 2 === 1
  let term = odd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2
    sum += term
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}

/**
 * The `t` that |T| does not exceed with probability `share`: 2.262 for .95 and 9 degrees of freedom.
 *
 * @param share in (0, 1)
 * @param degrees integer >= 1
 */
export function studentQuantile(share: number, degrees: number): number {
  let [low, high] = [0, 1]
  while (studentWithin(high, degrees) < share) high *= 2
  // halved until no number lies between
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (studentWithin(middle, degrees) < share) low = middle
    else high = middle
  }
  return high
}
