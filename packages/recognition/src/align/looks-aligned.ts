import { faceBoxes } from '@facegan/trainer/judge'
import { onGreySquare } from './photo.ts'

/** The box of a tight crop's face is as wide as the crop, of a head crop's three quarters: below this no face was cut out. */
const smallestShare = 0.6
const looked = 24
const view = { side: 224, longer: 148 }

/**
 * How much of a picture's width its face takes, in the middle of up to 24 of the pictures; undefined where the detector
 * finds one face in fewer than half of them.
 *
 * @param pixels [N,size,size,3] levels
 * @throws MissingFaceApiError
 */
export async function shareOfFaces(pixels: Uint8Array, size: number): Promise<number | undefined> {
  const row = size * size * 3
  const count = pixels.length / row
  const every = Math.max(1, Math.ceil(count / looked))
  const shares: number[] = []
  let seen = 0
  for (let n = 0; n < count; n += every) {
    const picture = { width: size, height: size, pixels: pixels.subarray(n * row, (n + 1) * row) }
    const square = await onGreySquare(picture, view.side, view.longer)
    const [[box]] = await faceBoxes(square.pixels, view.side)
    if (box) shares.push((box.right - box.left) / view.longer)
    seen++
  }
  if (shares.length * 2 < seen) return undefined
  return shares.toSorted((a, b) => a - b)[Math.floor(shares.length / 2)]
}

/** Whether these are no crops of faces, so that `--align` would help. */
export function isWholePhoto(share: number | undefined): boolean {
  return share !== undefined && share < smallestShare
}
