import type { Mt19937 } from '@facegan/core'

/** How pictures are changed each time they are shown. */
export interface PictureAugmentation {
  /** Whether half of them are mirrored. */
  readonly mirror: boolean
  /** Up to this many degrees either way. */
  readonly rotation: number
  /** Up to this share larger or smaller. */
  readonly zoom: number
  /** Up to this share of the side, in x and in y. */
  readonly shift: number
  /** Contrast: up to this share more or less. */
  readonly contrast: number
  /** A ramp of light across the picture in any direction, up to this many standard deviations from edge to middle. */
  readonly light: number
}

export const noAugmentation: PictureAugmentation = {
  mirror: false,
  rotation: 0,
  zoom: 0,
  shift: 0,
  contrast: 0,
  light: 0,
}

/** Flips, small similarity transforms and light: what any baseline should have. */
export const classicAugmentation: PictureAugmentation = {
  mirror: true,
  rotation: 8,
  zoom: 0.08,
  shift: 0.05,
  contrast: 0.2,
  light: 0.3,
}

/**
 * One picture as it is shown this time: turned, enlarged and shifted about its middle in one bilinear pass, lit, then
 * brought to mean 0 and standard deviation 1. The edge is drawn out where nothing else is there.
 *
 * @param grey [size,size] levels
 * @param out [size,size], written to
 * @param random where chance comes from
 */
export function showPicture(
  grey: Uint8Array,
  size: number,
  how: PictureAugmentation,
  random: Mt19937,
  out: Float32Array,
): void {
  const within = (range: number) => (2 * random.double() - 1) * range
  const angle = (within(how.rotation) * Math.PI) / 180
  const scale = Math.exp(within(Math.log1p(how.zoom)))
  const [shiftX, shiftY] = [within(how.shift) * size, within(how.shift) * size]
  const mirrored = how.mirror && random.double() < 0.5
  const [lightX, lightY] = [within(how.light), within(how.light)]
  const contrast = 1 + within(how.contrast)

  const cos = Math.cos(angle) / scale
  const sin = Math.sin(angle) / scale
  const middle = (size - 1) / 2
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at++) {
      const dx = (mirrored ? middle - x : x - middle) - shiftX
      const dy = y - middle - shiftY
      out[at] = sample(grey, size, middle + cos * dx + sin * dy, middle - sin * dx + cos * dy)
    }
  }
  standardise(out)
  if (how.light > 0 || how.contrast > 0) {
    for (let y = 0, at = 0; y < size; y++)
      for (let x = 0; x < size; x++, at++)
        out[at] = out[at] * contrast + (lightX * (x - middle) + lightY * (y - middle)) / middle
  }
}

/**
 * Pictures as they are when nothing is changed: each of mean 0 and standard deviation 1.
 *
 * @param grey [N,area] levels
 * @returns [N,area]
 */
export function standardPictures(grey: Uint8Array, area: number): Float32Array {
  const pictures = Float32Array.from(grey)
  for (let at = 0; at < pictures.length; at += area) standardise(pictures.subarray(at, at + area))
  return pictures
}

/** In place: mean 0 and standard deviation 1. */
export function standardise(picture: Float32Array): void {
  let sum = 0
  let squares = 0
  for (const level of picture) {
    sum += level
    squares += level * level
  }
  const mean = sum / picture.length
  const deviation = Math.sqrt(Math.max(squares / picture.length - mean * mean, 1e-6))
  for (let i = 0; i < picture.length; i++) picture[i] = (picture[i] - mean) / deviation
}

/** Bilinear, the edge drawn out. */
function sample(grey: Uint8Array, size: number, x: number, y: number): number {
  const inX = Math.min(Math.max(x, 0), size - 1)
  const inY = Math.min(Math.max(y, 0), size - 1)
  const left = Math.min(Math.floor(inX), size - 2)
  const top = Math.min(Math.floor(inY), size - 2)
  const [fx, fy] = [inX - left, inY - top]
  const at = top * size + left
  const above = grey[at] + (grey[at + 1] - grey[at]) * fx
  const below = grey[at + size] + (grey[at + size + 1] - grey[at + size]) * fx
  return above + (below - above) * fy
}
