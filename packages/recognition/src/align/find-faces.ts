import { bestBoxes, faceBoxes, type FaceBox } from '@facegan/trainer/judge'
import { onGreySquare, type Photo } from './photo.ts'

/**
 * How the detector is shown a photograph: its longer side and that of the square it lies in, in pixels. A face that
 * fills the picture is found in the first, one of a thirtieth of its longer side in the last.
 */
export const views = [
  { side: 224, longer: 148 },
  { side: 416, longer: 416 },
  { side: 640, longer: 640 },
  { side: 1024, longer: 1024 },
] as const

/**
 * Faces in a photograph, whatever share of it they take, upright within some 30 degrees.
 *
 * @returns boxes in pixels of the photograph, surest first
 */
export async function findFaces(photo: Photo, signal?: AbortSignal): Promise<FaceBox[]> {
  const found: FaceBox[] = []
  for (const { side, longer } of views) {
    const { pixels, margin, scale } = await onGreySquare(photo, side, longer)
    const [boxes] = await faceBoxes(pixels, side, { signal })
    for (const { left, top, right, bottom, score } of boxes)
      found.push({
        left: (left - margin.x) / scale.x,
        right: (right - margin.x) / scale.x,
        top: (top - margin.y) / scale.y,
        bottom: (bottom - margin.y) / scale.y,
        score,
      })
  }
  return bestBoxes(found)
}
