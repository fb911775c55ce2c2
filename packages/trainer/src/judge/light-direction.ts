/**
 * How much lighter the left half of a picture is than the right one: (left - right) / (left + right) of the mean luma
 * (Rec. 709 weights on levels). 1 is light from the left alone, -1 from the right alone, 0 even light.
 *
 * @param picture [H,W,3] levels
 */
export function lightDirection(picture: Uint8Array, size: number): number {
  const half = Math.floor(size / 2) // of an odd width the middle column belongs to neither
  let [left, right] = [0, 0]
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < half; x++) {
      left += luma(picture, (y * size + x) * 3)
      right += luma(picture, (y * size + size - 1 - x) * 3)
    }
  }
  return left + right === 0 ? 0 : (left - right) / (left + right)
}

function luma(picture: Uint8Array, at: number): number {
  return 0.2126 * picture[at] + 0.7152 * picture[at + 1] + 0.0722 * picture[at + 2]
}
