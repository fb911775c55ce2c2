const ln2High = 0.6931471803691238 // the leading 33 bits of ln 2, so that e * ln2High is exact
const ln2Low = 1.9082149292705877e-10 // the rest
const scratch = new DataView(new ArrayBuffer(8))

/**
 * Natural logarithm from IEEE additions, multiplications and divisions alone.
 *
 * `Math.log` may differ in its last bit from engine to engine; a face must not. Write x = m * 2^e with m in
 * [sqrt(1/2), sqrt(2)); then log x = e ln 2 + 2 artanh(s) with s = (m - 1) / (m + 1), |s| < 0.172, and the series
 * 2 (s + s^3/3 + s^5/5 + ...) reaches double precision within twelve terms.
 *
 * @param x finite, normal, > 0
 * @returns within 2 units in the last place of the true value
 */
export function log(x: number): number {
  scratch.setFloat64(0, x)
  const high = scratch.getUint32(0)
  let exponent = (high >>> 20) - 1023
  scratch.setUint32(0, (high & 0xfffff) | 0x3ff00000) // mantissa, now in [1, 2)
  let mantissa = scratch.getFloat64(0)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent += 1
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let series = 0
  for (let k = 25; k >= 3; k -= 2) series = square * (1 / k + series)
  return exponent * ln2High + (2 * s + (2 * s * series + exponent * ln2Low))
}
