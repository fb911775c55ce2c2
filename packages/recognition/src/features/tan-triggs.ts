import type { MakeDescriptor } from './descriptor.ts'

const gamma = 0.2
const [inner, outer] = [1, 2] // sigmas of the difference of Gaussians, pixels
const alpha = 0.1
const tau = 10

/**
 * Takes the light out of a picture first: gamma, a difference of Gaussians, and contrast brought to one scale. Helps
 * where light is hard and changes from picture to picture, and harms elsewhere.
 *
 * @see Tan and Triggs 2010, "Enhanced Local Texture Feature Sets for Face Recognition Under Difficult Lighting
 * Conditions", doi:10.1109/TIP.2010.2042645
 */
export function withoutLight(make: MakeDescriptor): MakeDescriptor {
  return (size) => {
    const { width, describe } = make(size)
    const even = tanTriggs(size)
    return { width, describe: (picture, into) => describe(even(picture), into) }
  }
}

/** @returns [size·size] in (-10, 10), overwritten by the next call */
export function tanTriggs(size: number): (picture: Float32Array) => Float32Array {
  const level = new Float32Array(size * size)
  const [narrow, wide, half] = [level, level, level].map((like) => new Float32Array(like.length))
  const [small, large] = [gaussian(inner), gaussian(outer)]
  return (picture) => {
    for (let i = 0; i < level.length; i++) level[i] = brightened[Math.round(picture[i])]
    blur(level, small, size, half, narrow)
    blur(level, large, size, half, wide)
    for (let i = 0; i < narrow.length; i++) narrow[i] -= wide[i]
    equalize(narrow, half)
    return narrow
  }
}

const brightened = Float32Array.from({ length: 256 }, (_, level) => (level / 255) ** gamma)

/**
 * Contrast to one scale, twice, the second time without what stands out; then large values are bent in.
 *
 * @param powers as long, overwritten
 */
function equalize(values: Float32Array, powers: Float32Array): void {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += powers[i] = Math.abs(values[i]) ** alpha
  if (sum === 0) return // a picture of one level
  const first = sum / values.length
  const most = tau ** alpha
  sum = 0
  for (let i = 0; i < values.length; i++) sum += Math.min(most, powers[i] / first)
  const scale = (first * (sum / values.length)) ** (-1 / alpha) / tau
  for (let i = 0; i < values.length; i++) values[i] = tau * Math.tanh(values[i] * scale)
}

/** Half of a symmetric kernel of sum 1, from its middle out to three sigmas. */
function gaussian(sigma: number): Float32Array {
  const kernel = Float32Array.from({ length: 3 * sigma + 1 }, (_, i) =>
    Math.exp(-(i * i) / (2 * sigma * sigma)),
  )
  const sum = kernel.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0)
  return kernel.map((weight) => weight / sum)
}

/** Along rows, then along columns; the picture goes on as its own border. */
function blur(
  picture: Float32Array,
  kernel: Float32Array,
  size: number,
  half: Float32Array,
  into: Float32Array,
): void {
  blurRowsTransposed(picture, kernel, size, half)
  blurRowsTransposed(half, kernel, size, into)
}

function blurRowsTransposed(
  from: Float32Array,
  kernel: Float32Array,
  size: number,
  into: Float32Array,
): void {
  const reach = kernel.length - 1
  const line = new Float32Array(size + 2 * reach)
  for (let y = 0; y < size; y++) {
    line.set(from.subarray(y * size, (y + 1) * size), reach)
    line.fill(from[y * size], 0, reach)
    line.fill(from[(y + 1) * size - 1], size + reach)
    for (let x = 0; x < size; x++) {
      let sum = kernel[0] * line[x + reach]
      for (let k = 1; k <= reach; k++) sum += kernel[k] * (line[x + reach - k] + line[x + reach + k])
      into[x * size + y] = sum
    }
  }
}
