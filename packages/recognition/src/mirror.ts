/**
 * Pictures with left and right changed.
 *
 * @param pixels [N,size,size,3] levels
 */
export function mirrored(pixels: Uint8Array, size: number): Uint8Array {
  const turned = new Uint8Array(pixels.length)
  for (let from = 0; from < pixels.length; from += 3) {
    const x = (from / 3) % size
    const to = from + (size - 1 - 2 * x) * 3
    turned[to] = pixels[from]
    turned[to + 1] = pixels[from + 1]
    turned[to + 2] = pixels[from + 2]
  }
  return turned
}
