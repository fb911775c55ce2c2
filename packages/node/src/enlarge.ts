import { enlargeNearest, type Kernels, type Pixels } from '@facegan/core'

/** Smoothly by sharp, which only that needs. */
export const kernels = { nearest: enlargeNearest, lanczos: enlargeSmoothly } satisfies Kernels

async function enlargeSmoothly(face: Pixels, scale: number): Promise<Pixels> {
  if (scale === 1) return face
  const [width, height] = [face.width * scale, face.height * scale]
  const { default: sharp } = await import('sharp')
  const bytes = await sharp(face.data, { raw: { width: face.width, height: face.height, channels: 4 } })
    .resize(width, height, { kernel: 'lanczos3', fit: 'fill' })
    .raw()
    .toBuffer()
  return { width, height, data: new Uint8ClampedArray(bytes.buffer, bytes.byteOffset, bytes.length) }
}
