import type { Enlarge } from './enlarge-pixels.ts'
import type { SheetLayout } from './label.ts'
import type { Pixels } from './pixels.ts'

/** Pixels a side of a sheet of `count` faces. */
export function sheetSize(
  { width, height }: Pick<Pixels, 'width' | 'height'>,
  count: number,
  { columns, gap, scale }: SheetLayout,
): { width: number; height: number } {
  const rows = Math.ceil(count / columns)
  return {
    width: columns * (width * scale + gap) + gap,
    height: rows * (height * scale + gap) + gap,
  }
}

/** Faces of one size, row by row. */
export async function drawSheet(
  faces: readonly Pixels[],
  layout: SheetLayout,
  enlarge: Enlarge,
): Promise<Pixels> {
  const { columns, gap, scale, background } = layout
  const { width, height } = sheetSize(faces[0], faces.length, layout)
  const data = filled(width * height, coloursOf(background)) // [H,W,4]
  for (const [n, face] of faces.entries()) {
    const tile = await enlarge(face, scale)
    const left = gap + (n % columns) * (tile.width + gap)
    const top = gap + Math.floor(n / columns) * (tile.height + gap)
    for (let y = 0; y < tile.height; y++) {
      const row = tile.data.subarray(y * tile.width * 4, (y + 1) * tile.width * 4)
      data.set(row, ((top + y) * width + left) * 4)
    }
  }
  return { width, height, data }
}

function filled(pixels: number, rgba: readonly number[]): Uint8ClampedArray {
  const data = new Uint8ClampedArray(pixels * 4)
  new Uint32Array(data.buffer).fill(new Uint32Array(Uint8Array.from(rgba).buffer)[0])
  return data
}

/** `#102030` -> 16, 32, 48, opaque */
function coloursOf(background: string): number[] {
  const levels = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16))
  return [...levels, 255]
}
