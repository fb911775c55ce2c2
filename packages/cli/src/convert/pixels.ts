import { compareOutput, type NamedOutput, type OutputDifference } from './compare.ts'
import type { PixelFormat } from './pixel-format.ts'
import type { ProofInput } from './proof-inputs.ts'

const { fround } = Math
/** ITU-R BT.601 in 65536ths, for models of grey pictures. */
const luma = [19595, 38470, 7471]

/** The numbers that the original must be given where the converted model is given pixels. */
export function originalInput({ name, shape, values }: ProofInput, picture: PixelFormat): ProofInput {
  const [batch = 0, height = 0, width = 0] = shape
  const { channels } = picture
  const levels = levelsOf(values, picture)
  const original = originalOrder(shape, picture)
  const numbers = new Float32Array(batch * height * width * channels)
  for (let at = 0; at < numbers.length; at++)
    numbers[original.place(at)] = numberOf(levels[at]!, at % channels, picture)
  return { name, shape: original.shape, dtype: 'float32', values: numbers }
}

/**
 * Compares pixels with the original's numbers, in the units of those: how far is a number from all that its level
 * stands for? Rounding cannot hide a difference, and a number on the border of two levels may have either.
 *
 * @param expected in the original's range and layout
 */
export function comparePixels(
  expected: NamedOutput,
  actual: NamedOutput,
  picture: PixelFormat,
  tolerance: number,
): OutputDifference {
  const [low, high] = picture.range
  const scale = 255 / (high - low)
  const { shape, place: placeOf } = originalOrder(actual.shape, picture)
  const levels = levelsOf(actual.values, picture, true)
  const shown = new Float64Array(levels.length) // in the original's order
  let [apart, differing] = [0, 0]
  for (let at = 0; at < levels.length; at++) {
    const place = placeOf(at)
    const number = Math.min(high, Math.max(low, expected.values[place]!))
    const level = Math.min(255, Math.floor(fround(fround(number * scale) + fround(0.5 - low * scale))))
    const distance = Math.abs(level - levels[at]!)
    apart = Math.max(apart, Number.isNaN(distance) ? Infinity : distance)
    if (distance !== 0) differing++
    // the nearest number that is shown so
    const from = (levels[at]! - 0.5) / scale + low
    shown[place] = Math.min(from + 1 / scale, Math.max(from, number))
  }
  const clipped = Array.from(expected.values, (number) => Math.min(high, Math.max(low, number)))
  return {
    ...compareOutput({ ...expected, values: clipped }, { ...actual, shape, values: shown }, tolerance),
    shape: actual.shape,
    levels: { largest: apart, differing: differing / Math.max(1, levels.length) },
  }
}

/** The original's tensor for pixels [N,H,W,…]: its shape, and where in it the number is that is `at` in [N,H,W,C]. */
function originalOrder(pixels: readonly number[], { channels, layout }: PixelFormat) {
  const [batch = 0, height = 0, width = 0] = pixels
  if (layout === 'nhwc') return { shape: [batch, height, width, channels], place: (at: number) => at }
  const area = height * width
  const place = (at: number) => {
    const channel = at % channels
    const pixel = (at - channel) / channels
    return (Math.floor(pixel / area) * channels + channel) * area + (pixel % area)
  }
  return { shape: [batch, channels, height, width], place }
}

/** Levels [N,H,W,C]. @param strict NaN where a packed pixel is not opaque, or not grey where it should be */
function levelsOf(
  pixels: ArrayLike<number>,
  { format, channels }: PixelFormat,
  strict = false,
): ArrayLike<number> {
  if (format === 'uint8') return pixels
  const levels = new Float64Array(pixels.length * channels)
  for (let at = 0; at < pixels.length; at++) {
    const pixel = pixels[at]!
    const colours = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]
    const grey = colours.every((level) => level === colours[0])
    if (strict && (pixel >>> 24 !== 255 || (channels === 1 && !grey))) colours.fill(NaN)
    for (let channel = 0; channel < channels; channel++)
      levels[at * channels + channel] = channels === 1 ? greyOf(colours) : colours[channel]!
  }
  return levels
}

function greyOf(colours: readonly number[]): number {
  const sum = colours.reduce((total, level, channel) => total + level * luma[channel]!, 32768)
  return Math.floor(sum / 65536)
}

/** Each step rounded to float32, as the graph computes it. */
function numberOf(level: number, channel: number, { range: [low, high], mean, std }: PixelFormat): number {
  const of = (list: readonly number[]) => fround(list.length > 1 ? list[channel]! : list[0]!)
  let number = fround(fround(level / (255 / (high - low))) + low)
  if (mean.length > 0) number = fround(number - of(mean))
  if (std.length > 0) number = fround(number / of(std))
  return number
}
