/** IEEE 754 binary16, for runtimes without `Float16Array`: one sign bit, five of exponent, ten of fraction. */

/** @param bits the low 16 count */
export function fromHalfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** The nearest binary16, halves to even. */
export function toHalfFloat(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (size >= 65520) return sign | 0x7c00 // half a step above the largest number
  if (Number.isNaN(value)) return 0x7e00
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // steps of this exponent; 1024 of them carry into the exponent's bits by themselves
  const steps = roundToEven(size / 2 ** (exponent - 10))
  return sign | (((exponent + 14) << 10) + steps)
}

function roundToEven(value: number): number {
  const below = Math.floor(value)
  const rest = value - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}
