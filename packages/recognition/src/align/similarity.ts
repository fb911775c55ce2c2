/** A point of a picture: x to the right, y downwards. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Turning, scaling alike in both directions, and moving: x' = a·x - b·y + x, y' = b·x + a·y + y. */
export interface Similarity {
  /** Scale times the cosine of the angle. */
  readonly a: number
  /** Scale times the sine of the angle. */
  readonly b: number
  readonly x: number
  readonly y: number
}

/**
 * The similarity that brings `from` to `to` with the smallest sum of squared distances; never a mirror image. In the
 * plane, with points as complex numbers about their means, it is Σ conj(p)·q / Σ |p|².
 *
 * @param from at least two points, not all the same
 * @param to as many
 * @see Umeyama 1991, "Least-squares estimation of transformation parameters between two point patterns"
 */
export function fitSimilarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [p, q] = [mean(from), mean(to)]
  let [real, imaginary, spread] = [0, 0, 0]
  from.forEach((point, i) => {
    const [px, py] = [point.x - p.x, point.y - p.y]
    const [qx, qy] = [to[i].x - q.x, to[i].y - q.y]
    real += px * qx + py * qy
    imaginary += px * qy - py * qx
    spread += px * px + py * py
  })
  if (!(spread > 0)) throw new Error('points that all lie in one place have no similarity')
  const [a, b] = [real / spread, imaginary / spread]
  return { a, b, x: q.x - (a * p.x - b * p.y), y: q.y - (b * p.x + a * p.y) }
}

export function move({ a, b, x, y }: Similarity, point: Point): Point {
  return { x: a * point.x - b * point.y + x, y: b * point.x + a * point.y + y }
}

/** The way back. */
export function invert({ a, b, x, y }: Similarity): Similarity {
  const square = a * a + b * b
  const [ia, ib] = [a / square, -b / square]
  return { a: ia, b: ib, x: -(ia * x - ib * y), y: -(ib * x + ia * y) }
}

/** How many units of the target one unit becomes. */
export function scaleOf({ a, b }: Similarity): number {
  return Math.hypot(a, b)
}

function mean(points: readonly Point[]): Point {
  const sum = points.reduce((all, { x, y }) => ({ x: all.x + x, y: all.y + y }), { x: 0, y: 0 })
  return { x: sum.x / points.length, y: sum.y / points.length }
}
