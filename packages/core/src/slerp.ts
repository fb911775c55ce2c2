/**
 * Spherical interpolation between two latents. Normal latents of many numbers lie close to a sphere; the straight line
 * between two of them leaves it, and half-way faces would be those of a truncated latent.
 *
 * @param a [Z]
 * @param b [Z]
 * @param t 0 is `a`, 1 is `b`
 * @param target [Z], filled; may be `a` or `b`. Engines may differ in the last bit of a few numbers, for `Math.sin` may
 * @see White 2016, arXiv:1609.04468, section 2.1
 */
export function slerp(a: Float32Array, b: Float32Array, t: number, target: Float32Array): void {
  let [squareA, squareB, product] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    squareA += a[i] * a[i]
    squareB += b[i] * b[i]
    product += a[i] * b[i]
  }
  const cosine = product / (Math.sqrt(squareA * squareB) || 1)
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
  const sine = Math.sin(angle)
  // where both point the same way, or away from each other, there is no arc, or no single one: the straight line then
  const straight = sine < 1e-6
  const shareA = straight ? 1 - t : Math.sin((1 - t) * angle) / sine
  const shareB = straight ? t : Math.sin(t * angle) / sine
  for (let i = 0; i < target.length; i++) target[i] = shareA * a[i] + shareB * b[i]
}
