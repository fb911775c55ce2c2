/** Where a face is, in pixels of its picture. Boxes reach from the brows to the chin, and may leave the picture. */
export interface FaceBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** 0 to 1: how sure the detector is. */
  readonly score: number
}

/** Pixels a cell of the detector's grid. */
export const stride = 32
const minimumScore = 0.5
const overlapLimit = 0.4

/**
 * Boxes of YOLO's grid (Redmon and Farhadi 2017, arXiv:1612.08242, section 2), the best of each heap kept.
 *
 * @param grid [side,side,5·A] the detector's output
 * @param side cells of the grid in a line
 * @param anchors width and height of each anchor, in cells
 */
export function yoloBoxes(
  grid: Float32Array,
  side: number,
  anchors: readonly { readonly x: number; readonly y: number }[],
): FaceBox[] {
  const boxes: FaceBox[] = []
  for (let cell = 0; cell < side * side; cell++) {
    anchors.forEach((anchor, a) => {
      const at = (cell * anchors.length + a) * 5
      const score = sigmoid(grid[at + 4])
      if (score <= minimumScore) return
      const x = (cell % side) + sigmoid(grid[at])
      const y = Math.floor(cell / side) + sigmoid(grid[at + 1])
      const halfWidth = (Math.exp(grid[at + 2]) * anchor.x) / 2
      const halfHeight = (Math.exp(grid[at + 3]) * anchor.y) / 2
      boxes.push({
        left: (x - halfWidth) * stride,
        right: (x + halfWidth) * stride,
        top: (y - halfHeight) * stride,
        bottom: (y + halfHeight) * stride,
        score,
      })
    })
  }
  return bestBoxes(boxes)
}

/** Of boxes that overlap by more than .4, intersection over union, the surest; surest first. */
export function bestBoxes(boxes: readonly FaceBox[]): FaceBox[] {
  const kept: FaceBox[] = []
  for (const box of boxes.toSorted((a, b) => b.score - a.score))
    if (kept.every((other) => overlap(box, other) <= overlapLimit)) kept.push(box)
  return kept
}

/** Intersection over union. */
function overlap(a: FaceBox, b: FaceBox): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / (area(a) + area(b) - width * height)
}

function area({ left, top, right, bottom }: FaceBox): number {
  return (right - left) * (bottom - top)
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}
