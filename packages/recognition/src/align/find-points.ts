import { faceLandmarks, type FaceBox } from '@facegan/trainer/judge'
import { mirrored } from '../mirror.ts'
import { fivePoints, listOf, mapPoints, templates, type FivePoints } from './five-points.ts'
import type { Photo } from './photo.ts'
import { fitSimilarity, move, type Point, type Similarity } from './similarity.ts'
import { cutSquare } from './warp.ts'

/** What the landmarks' network is shown, in pixels, and so many times as wide as the box, or as a tight crop. */
const side = 112
const boxMargin = 1.1
const cropMargin = 1.2

/**
 * Finds a face's points in two passes: in the detector's box, then in the crop that these points make, which is upright,
 * and in its mirror image. Measured on faces pasted at known places, turned by up to 20 degrees: the crop is off by 5.5 %
 * of the distance between the eyes (mean over the five points); without the mirror image by 6.0, with one pass by 5.9.
 *
 * @returns points in pixels of the photograph
 */
export async function findPoints(photo: Photo, box: FaceBox, signal?: AbortSignal): Promise<FivePoints> {
  const width = Math.max(box.right - box.left, box.bottom - box.top) * boxMargin
  const [x, y] = [(box.left + box.right - width) / 2, (box.top + box.bottom - width) / 2]
  const rough = await pointsInSquare(photo, { a: width, b: 0, x, y }, false, signal)
  const upright = fitSimilarity(listOf(templates.tight), listOf(rough))
  return pointsInSquare(photo, widen(upright, cropMargin), true, signal)
}

async function pointsInSquare(
  photo: Photo,
  square: Similarity,
  twice: boolean,
  signal: AbortSignal | undefined,
): Promise<FivePoints> {
  const { pixels } = cutSquare(photo, square, side)
  const points = fivePoints(await faceLandmarks(pixels, side, { signal }))
  if (!twice) return mapPoints(points, (point) => move(square, point))
  const other = fivePoints(await faceLandmarks(mirrored(pixels, side), side, { signal }))
  const turned: FivePoints = {
    leftEye: other.rightEye,
    rightEye: other.leftEye,
    nose: other.nose,
    leftMouth: other.rightMouth,
    rightMouth: other.leftMouth,
  }
  return mapPoints(meanOf(points, mapPoints(turned, flip)), (point) => move(square, point))
}

function flip({ x, y }: Point): Point {
  return { x: 1 - x, y }
}

function meanOf(a: FivePoints, b: FivePoints): FivePoints {
  return {
    leftEye: middle(a.leftEye, b.leftEye),
    rightEye: middle(a.rightEye, b.rightEye),
    nose: middle(a.nose, b.nose),
    leftMouth: middle(a.leftMouth, b.leftMouth),
    rightMouth: middle(a.rightMouth, b.rightMouth),
  }
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

/** The same square, so many times as wide about its centre. */
function widen(square: Similarity, factor: number): Similarity {
  const margin = (factor - 1) / 2
  const { x, y } = move(square, { x: -margin, y: -margin })
  return { a: square.a * factor, b: square.b * factor, x, y }
}
