import { InvalidOptionError } from './errors.ts'
import { integerCheck } from './face-settings.ts'
import type { SheetLayout } from './label.ts'
import type { Pixels } from './pixels.ts'

export interface EnlargeOptions {
  /** Enlarges every face this many times. Integer from 1 to 64. @default 1 */
  readonly scale?: number | undefined
  /** How to enlarge: `'nearest'` shows the pixels, `'lanczos'` is smooth. @default 'nearest' */
  readonly kernel?: SheetLayout['kernel'] | undefined
}

export type Enlarge = (picture: Pixels, scale: number) => Pixels | Promise<Pixels>

/** The kernels that a runtime has. */
export interface Kernels {
  readonly nearest: Enlarge
  readonly lanczos?: Enlarge
}

/** @throws InvalidOptionError */
export function resolveEnlargeOptions({ scale = 1, kernel = 'nearest' }: EnlargeOptions) {
  if (kernel !== 'nearest' && kernel !== 'lanczos')
    throw new InvalidOptionError('kernel', "'nearest' or 'lanczos'", kernel)
  return { scale: checkScale(scale), kernel }
}

/** @throws InvalidOptionError */
export function checkScale(scale: number): number {
  return integerCheck('scale', 1, 64)(scale)
}

/** Every pixel becomes `scale` x `scale` of them. */
export function enlargeNearest(picture: Pixels, scale: number): Pixels {
  if (scale === 1) return picture
  const [width, height] = [picture.width * scale, picture.height * scale]
  const from = new Uint32Array(picture.data.slice().buffer) // a pixel a number
  const to = new Uint32Array(width * height)
  for (let y = 0; y < picture.height; y++) {
    const row = y * scale * width
    for (let x = 0; x < picture.width; x++)
      to.fill(from[y * picture.width + x], row + x * scale, row + (x + 1) * scale)
    for (let copy = 1; copy < scale; copy++) to.copyWithin(row + copy * width, row, row + width)
  }
  return { width, height, data: new Uint8ClampedArray(to.buffer) }
}
