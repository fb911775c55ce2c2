import { InvalidOptionError, integerCheck } from '@facegan/core'
import type { Pixels } from './encode.ts'

export interface EnlargeOptions {
  /** Enlarges every face this many times. Integer from 1 to 64. @default 1 */
  readonly scale?: number | undefined
  /** How to enlarge: `'nearest'` shows the pixels, `'lanczos'` is smooth. @default 'nearest' */
  readonly kernel?: 'nearest' | 'lanczos' | undefined
}

/** @throws InvalidOptionError */
export function resolveEnlargeOptions({ scale, kernel = 'nearest' }: EnlargeOptions) {
  if (kernel !== 'nearest' && kernel !== 'lanczos')
    throw new InvalidOptionError('kernel', "'nearest' or 'lanczos'", kernel)
  return { scale: integerCheck('scale', 1, 64)(scale ?? 1), kernel }
}

export async function enlarge(face: Pixels, scale: number, kernel: 'nearest' | 'lanczos'): Promise<Pixels> {
  if (scale === 1) return face
  const [width, height] = [face.width * scale, face.height * scale]
  const { default: sharp } = await import('sharp')
  const bytes = await sharp(face.data, { raw: { width: face.width, height: face.height, channels: 4 } })
    .resize(width, height, { kernel: kernel === 'lanczos' ? 'lanczos3' : 'nearest', fit: 'fill' })
    .raw()
    .toBuffer()
  return { width, height, data: new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length) }
}
