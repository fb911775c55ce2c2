import {
  InvalidOptionError,
  checkOptionNames,
  checkQuality,
  checkScale,
  enlargeNearest,
  labelOf,
  sideLimits,
  syntheticXmp,
  writeXmp,
  type FaceOfModel,
  type ImageFormat,
  type SheetLayout,
} from '@facegan/core'
import { encodePixels } from './canvas.ts'
import type { PictureType, ToBlobOptions } from './file-options.ts'

/** See `WebFace#toBlob`. */
export async function encodeBlob(face: FaceOfModel, options: ToBlobOptions): Promise<Blob> {
  checkOptionNames(options, ['type', 'quality', 'scale'])
  const { type = 'image/png' } = options
  if (!Object.hasOwn(formats, type))
    throw new InvalidOptionError('type', `one of ${Object.keys(formats).join(', ')}`, type)
  const quality = checkQuality(options.quality ?? 90)
  const scale = checkScale(options.scale ?? 1)
  const limit = sideLimits[formats[type]]
  if (Math.max(face.width, face.height) * scale > limit)
    throw new InvalidOptionError('scale', `small enough for a side of at most ${limit} pixels`, scale)
  const file = await encodePixels(enlargeNearest(face, scale), type, quality)
  const label = { ...labelOf(face), sheet: scale === 1 ? undefined : enlarged(scale) }
  return new Blob([writeXmp(file, syntheticXmp(label))], { type })
}

const formats: Readonly<Record<PictureType, ImageFormat>> = {
  'image/png': 'png',
  'image/webp': 'webp',
  'image/jpeg': 'jpeg',
}

/** As a sheet of one, which can be drawn again. */
function enlarged(scale: number): SheetLayout {
  return { columns: 1, gap: 0, scale, kernel: 'nearest', background: '#ffffff' }
}
