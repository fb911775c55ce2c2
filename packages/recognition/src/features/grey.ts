/**
 * Luma of ITU-R BT.601. Where the three channels are equal it is exactly their level.
 *
 * @param pixels [N,size,size,3] levels
 * @returns [N,size,size] in [0, 255]
 */
export function greyOf(pixels: Uint8Array): Float32Array {
  const grey = new Float32Array(pixels.length / 3)
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = (299 * pixels[at] + 587 * pixels[at + 1] + 114 * pixels[at + 2]) / 1000
  return grey
}

/** The same, rounded to levels again. */
export function greyLevels(pixels: Uint8Array): Uint8Array {
  return Uint8Array.from(greyOf(pixels), Math.round)
}

/**
 * Left and right exchanged.
 *
 * @param pixels [N,size,size,3]
 */
export function mirrored(pixels: Uint8Array, size: number): Uint8Array {
  const mirror = new Uint8Array(pixels.length)
  for (let row = 0; row < pixels.length; row += size * 3) {
    for (let x = 0; x < size; x++) {
      const [from, to] = [row + x * 3, row + (size - 1 - x) * 3]
      mirror[to] = pixels[from]
      mirror[to + 1] = pixels[from + 1]
      mirror[to + 2] = pixels[from + 2]
    }
  }
  return mirror
}
