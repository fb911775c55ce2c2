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
            if (into[at] > 0) into[at] = root ? Math.sqrt(into[at] * scale) : into[at] * scale
          }
        }
      },
    }
  }
}

/**
 * The code of each pixel that has all its neighbours.
 *
 * @param picture [size,size]
 * @param codes [size-2R,size-2R], written: bit n for the neighbour at n eighths of a turn
 */
export function patterns(picture: Float32Array, size: number, radius: number, codes: Uint8Array): void {
  const side = size - 2 * radius
  const near = radius * Math.SQRT1_2 // how far the slanting neighbours are along both axes
  const [ahead, behind] = [Math.floor(near), Math.floor(-near)] // of the pixel before or at them
  const [toAhead, toBehind] = [near - ahead, -near - behind]
  const [right, left, below, above] = [ahead, behind, ahead * size, behind * size]
  for (let y = 0, code = 0; y < side; y++) {
    let at = (y + radius) * size + radius
    for (let x = 0; x < side; x++, at++, code++) {
      const centre = picture[at]
      let bits = 0
      if (picture[at + radius] >= centre) bits = 1
      if (between(picture, at + above + right, size, toAhead, toBehind) >= centre) bits |= 2
      if (picture[at - radius * size] >= centre) bits |= 4
      if (between(picture, at + above + left, size, toBehind, toBehind) >= centre) bits |= 8
      if (picture[at - radius] >= centre) bits |= 16
      if (between(picture, at + below + left, size, toBehind, toAhead) >= centre) bits |= 32
      if (picture[at + radius * size] >= centre) bits |= 64
      if (between(picture, at + below + right, size, toAhead, toAhead) >= centre) bits |= 128
      codes[code] = bits
    }
  }
}

/** The level at a place between four pixels; differences first, so that even surfaces stay exactly even. */
function between(picture: Float32Array, corner: number, size: number, fx: number, fy: number): number {
  const left = picture[corner]
  const lower = picture[corner + size]
  const top = left + fx * (picture[corner + 1] - left)
  const bottom = lower + fx * (picture[corner + size + 1] - lower)
  return top + fy * (bottom - top)
}

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
