import type { Point } from './similarity.ts'

/** Where a face's parts are: the points by which crops are aligned. Left and right are those of the picture. */
export interface FivePoints {
  readonly leftEye: Point
  readonly rightEye: Point
  readonly nose: Point
  readonly leftMouth: Point
  readonly rightMouth: Point
}

/** How much of a head a crop shows. */
export type Crop = 'tight' | 'head'

const tight: FivePoints = {
  leftEye: { x: 0.308, y: 0.277 },
  rightEye: { x: 0.692, y: 0.277 },
  nose: { x: 0.5, y: 0.507 },
  leftMouth: { x: 0.332, y: 0.669 },
  rightMouth: { x: 0.668, y: 0.669 },
}

/** Where the points lie in a crop, as shares of its side: brows to chin, or the whole head with some background. */
export const templates: Readonly<Record<Crop, FivePoints>> = {
  tight,
  // the same face, with the eyes at (.381,.42) and (.619,.42)
  head: mapPoints(tight, ({ x, y }) => {
    const scale = (0.619 - 0.381) / (tight.rightEye.x - tight.leftEye.x)
    return { x: 0.5 + (x - 0.5) * scale, y: 0.42 + (y - tight.leftEye.y) * scale }
  }),
}

/**
 * Eye centres, tip of the nose and corners of the mouth, of 68 landmarks in the order of 300-W.
 *
 * @param landmarks [136] x and y in turn
 */
export function fivePoints(landmarks: ArrayLike<number>): FivePoints {
  return {
    leftEye: meanOf(landmarks, 36, 42),
    rightEye: meanOf(landmarks, 42, 48),
    nose: meanOf(landmarks, 30, 31),
    leftMouth: meanOf(landmarks, 48, 49),
    rightMouth: meanOf(landmarks, 54, 55),
  }
}

export function mapPoints(points: FivePoints, change: (point: Point) => Point): FivePoints {
  return {
    leftEye: change(points.leftEye),
    rightEye: change(points.rightEye),
    nose: change(points.nose),
    leftMouth: change(points.leftMouth),
    rightMouth: change(points.rightMouth),
  }
}

export function listOf(points: FivePoints): Point[] {
  return [points.leftEye, points.rightEye, points.nose, points.leftMouth, points.rightMouth]
}

function meanOf(landmarks: ArrayLike<number>, from: number, to: number): Point {
  let [x, y] = [0, 0]
  for (let i = from; i < to; i++) {
    x += landmarks[2 * i] / (to - from)
    y += landmarks[2 * i + 1] / (to - from)
  }
  return { x, y }
}
