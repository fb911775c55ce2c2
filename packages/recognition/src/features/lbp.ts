import type { MakeDescriptor } from './descriptor.ts'

/** Bins of a histogram: 58 uniform patterns and one for all others. */
export const uniformBins = 59

/**
 * Local binary patterns LBP(8,R)u2: for each pixel, which of eight neighbours on a circle around it are at least as
 * bright; histograms of that in a grid of cells, each of sum 1. Neighbours between pixels are interpolated. Pixels
 * nearer than R to the border have no pattern.
 *
 * @param root takes the square root of each share, so that straight distances compare histograms as Hellinger's does
 * @see Ahonen, Hadid, Pietikäinen 2006, "Face Description with Local Binary Patterns", doi:10.1109/TPAMI.2006.244
 */
export function localBinaryPatterns(radius: number, cells = 8, root = false): MakeDescriptor {
  return (size) => {
    const side = size - 2 * radius // of the map of patterns
    const cellOf = Int32Array.from({ length: side }, (_, i) => Math.floor((i * cells) / side))
    const codes = new Uint8Array(side * side)
    const inCell = new Int32Array(cells)
    for (const cell of cellOf) inCell[cell]++
    return {
      width: cells * cells * uniformBins,
      describe(picture, into) {
        patterns(picture, size, radius, codes)
        for (let y = 0, at = 0; y < side; y++) {
          const row = cellOf[y] * cells
          for (let x = 0; x < side; x++, at++) into[(row + cellOf[x]) * uniformBins + binOf[codes[at]]]++
        }
        for (let cell = 0, at = 0; cell < cells * cells; cell++) {
          const scale = 1 / (inCell[Math.floor(cell / cells)] * inCell[cell % cells])
          for (const end = at + uniformBins; at < end; at++) {
            into[at] = root ? Math.sqrt(into[at] * scale) : into[at] * scale
          }
        }
      },
    }
  }
}

/**
 * The code of each pixel that has all its neighbours.
 *
 * The slanting neighbours lie between four pixels each. Levels between two pixels of a row are computed once for the
 * whole picture, since a neighbour above needs the same ones as a neighbour below. Bits come from comparisons without a
 * branch, which on faces would be guessed wrong every other time.
 *
 * @param picture [size,size]
 * @param codes [size-2R,size-2R], written: bit n for the neighbour at n eighths of a turn
 */
export function patterns(picture: Float32Array, size: number, radius: number, codes: Uint8Array): void {
  const side = size - 2 * radius
  const near = radius * Math.SQRT1_2 // how far the slanting neighbours are along both axes
  const [ahead, behind] = [Math.floor(near), Math.floor(-near)] // of the pixel before or at them
  const [toAhead, toBehind] = [near - ahead, -near - behind]
  const right = betweenPixels(picture, size, radius, ahead, toAhead)
  const left = betweenPixels(picture, size, radius, behind, toBehind)
  const [straight, below, above] = [radius * size, ahead * side, behind * side]
  for (let y = 0, code = 0; y < side; y++) {
    let at = (y + radius) * size + radius
    let row = (y + radius) * side
    for (let x = 0; x < side; x++, at++, row++, code++) {
      const centre = picture[at]
      codes[code] =
        bit(picture[at + radius] >= centre) |
        (bit(between(right[row + above], right[row + above + side], toBehind) >= centre) << 1) |
        (bit(picture[at - straight] >= centre) << 2) |
        (bit(between(left[row + above], left[row + above + side], toBehind) >= centre) << 3) |
        (bit(picture[at - radius] >= centre) << 4) |
        (bit(between(left[row + below], left[row + below + side], toAhead) >= centre) << 5) |
        (bit(picture[at + straight] >= centre) << 6) |
        (bit(between(right[row + below], right[row + below + side], toAhead) >= centre) << 7)
    }
  }
}

/**
 * The levels beside each pixel of the middle columns, between two pixels of its row.
 *
 * @param pixel how far to the right the first of the two is
 * @param share how far the place is from the first to the second, in [0, 1]
 * @returns [size,size-2R]
 */
function betweenPixels(
  picture: Float32Array,
  size: number,
  radius: number,
  pixel: number,
  share: number,
): Float64Array {
  const side = size - 2 * radius
  const levels = new Float64Array(size * side)
  for (let y = 0, to = 0; y < size; y++) {
    let at = y * size + radius + pixel
    for (let x = 0; x < side; x++, at++, to++) levels[to] = between(picture[at], picture[at + 1], share)
  }
  return levels
}

/** The level between two; differences first, so that even surfaces stay exactly even. */
function between(first: number, second: number, share: number): number {
  return first + share * (second - first)
}

const bit = Number

/** A bin for each of the 256 codes: uniform ones, with at most two changes around the circle, have their own. */
export const binOf: Uint8Array = binsOfCodes()

function binsOfCodes(): Uint8Array {
  let next = 0
  return Uint8Array.from({ length: 256 }, (_, code) => {
    const turned = (code >> 1) | ((code & 1) << 7)
    let changes = 0
    for (let bits = code ^ turned; bits > 0; bits >>= 1) changes += bits & 1
    return changes <= 2 ? next++ : uniformBins - 1
  })
}
