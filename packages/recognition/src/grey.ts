/**
 * Luma of Rec. 601, as OpenCV and Pillow take it.
 *
 * @param pixels [N,H,W,3] levels
 * @returns [N,H,W] levels
 */
export function greyOf(pixels: Uint8Array): Float32Array {
  const grey = new Float32Array(pixels.length / 3)
  for (let i = 0, at = 0; i < grey.length; i++, at += 3)
    grey[i] = 0.299 * pixels[at] + 0.587 * pixels[at + 1] + 0.114 * pixels[at + 2]
  return grey
}
