import type { Photo } from './photo.ts'
import { move, scaleOf, type Similarity } from './similarity.ts'

/** A square cut out of a photograph, turned and scaled. */
export interface Cut {
  /** [size,size,3] levels */
  readonly pixels: Uint8Array
  /** Share of its pixels that lie outside the photograph, where its edge goes on. */
  readonly outside: number
}

/**
 * Cuts a square out of a photograph. Each pixel is the mean of k·k bilinear samples spread evenly over the place that it
 * covers, k the scale rounded up: where the photograph shrinks, all of it counts, and nothing flickers.
 *
 * @param square brings the unit square to where it lies in the photograph, in pixels
 * @param size side of the result in pixels
 */
export function cutSquare({ width, height, pixels }: Photo, square: Similarity, size: number): Cut {
  const samples = Math.max(1, Math.ceil(scaleOf(square) / size))
  const cut = new Uint8Array(size * size * 3)
  let outside = 0
  for (let at = 0; at < size * size; at++) {
    const [column, line] = [at % size, Math.floor(at / size)]
    let [red, green, blue] = [0, 0, 0]
    for (let sample = 0; sample < samples * samples; sample++) {
      const u = (column + ((sample % samples) + 0.5) / samples) / size
      const v = (line + (Math.floor(sample / samples) + 0.5) / samples) / size
      // pixel centres lie at halves: the first one at .5
      const x = clamp(square.a * u - square.b * v + square.x - 0.5, width - 1)
      const y = clamp(square.b * u + square.a * v + square.y - 0.5, height - 1)
      const [left, top] = [Math.floor(x), Math.floor(y)]
      const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)]
      const [dx, dy] = [x - left, y - top]
      const corners = [
        [(top * width + left) * 3, (1 - dx) * (1 - dy)],
        [(top * width + right) * 3, dx * (1 - dy)],
        [(bottom * width + left) * 3, (1 - dx) * dy],
        [(bottom * width + right) * 3, dx * dy],
      ]
      for (const [corner, weight] of corners) {
        red += pixels[corner] * weight
        green += pixels[corner + 1] * weight
        blue += pixels[corner + 2] * weight
      }
    }
    const count = samples * samples
    cut[at * 3] = Math.round(red / count)
    cut[at * 3 + 1] = Math.round(green / count)
    cut[at * 3 + 2] = Math.round(blue / count)
    const centre = move(square, { x: (column + 0.5) / size, y: (line + 0.5) / size })
    if (centre.x < 0 || centre.y < 0 || centre.x > width || centre.y > height) outside++
  }
  return { pixels: cut, outside: outside / (size * size) }
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most)
}
