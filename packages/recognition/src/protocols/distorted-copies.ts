import { Mt19937 } from '@facegan/core'
import { cutSquare } from '../align/warp.ts'
import type { Similarity } from '../align/similarity.ts'
import type { LabelledFaces } from '../labelled-faces.ts'

/** How far a copy may be from its picture, either way. */
const most = { turnDegrees: 8, scale: 0.08, shift: 0.06, light: 0.5 }

/**
 * Copies as another photograph might be: turned, scaled, moved, half of them mirrored, and lit from one side. Where
 * there is one picture of each person, they stand in for the second.
 */
export function distortedCopies(faces: LabelledFaces, copies: number, seed: number): LabelledFaces {
  const { size, labels, files } = faces
  const random = new Mt19937(seed)
  const order = Array.from({ length: labels.length * copies }, (_, i) => Math.floor(i / copies))
  const row = size * size * 3
  const pixels = new Uint8Array(order.length * row)
  order.forEach((from, to) => {
    const picture = faces.pixels.subarray(from * row, (from + 1) * row)
    pixels.set(distorted(picture, size, random), to * row)
  })
  return {
    ...faces,
    pixels,
    labels: Int32Array.from(order, (i) => labels[i]),
    files: order.map((i) => files[i]),
  }
}

function distorted(picture: Uint8Array, size: number, random: Mt19937): Uint8Array {
  const either = (reach: number) => (2 * random.double() - 1) * reach
  const scale = size * (1 + either(most.scale))
  const angle = (either(most.turnDegrees) * Math.PI) / 180
  const centre = { x: size * (0.5 + either(most.shift)), y: size * (0.5 + either(most.shift)) }
  const mirrored = random.double() < 0.5
  const light = either(most.light)
  const { pixels } = cutSquare(
    { width: size, height: size, pixels: picture },
    squareAbout(centre, scale, angle),
    size,
  )
  return pixels.map((_, i) => {
    const column = Math.floor(i / 3) % size
    const from = mirrored ? i + 3 * (size - 1 - 2 * column) : i
    return Math.min(255, Math.round(pixels[from] * (1 + light * ((2 * column) / (size - 1 || 1) - 1))))
  })
}

/** Where the unit square lies that has its centre there. */
function squareAbout(centre: { x: number; y: number }, scale: number, angle: number): Similarity {
  const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)]
  return { a, b, x: centre.x - (a - b) / 2, y: centre.y - (a + b) / 2 }
}
