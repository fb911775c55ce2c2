import sharp from 'sharp'

/** A decoded photograph. */
export interface Photo {
  readonly width: number
  readonly height: number
  /** [height,width,3] levels */
  readonly pixels: Uint8Array
}

/** Crops have a few hundred pixels a side: more than this of a photograph only costs memory. */
const longestSide = 4096

/**
 * Decodes a JPEG, PNG, WebP, or whatever else sharp reads: upright by its EXIF tag, in sRGB, transparency on white, the
 * longer side brought to 4096 pixels where it is longer.
 *
 * @throws Error where it cannot be decoded
 */
export async function decodePhoto(bytes: Uint8Array): Promise<Photo> {
  const { data, info } = await sharp(bytes, { failOn: 'error' })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, pixels: data }
}

/**
 * The photograph in the middle of a grey square.
 *
 * @param side of the square, in pixels
 * @param longer what the longer side of the photograph becomes, in pixels
 * @returns [side,side,3] levels, and how to go back: pixel of the photograph = (pixel of the square - margin) / scale
 */
export async function onGreySquare({ width, height, pixels }: Photo, side: number, longer: number) {
  const scale = longer / Math.max(width, height)
  const [w, h] = [width, height].map((length) => Math.max(1, Math.round(length * scale)))
  const margin = { x: Math.floor((side - w) / 2), y: Math.floor((side - h) / 2) }
  const square = await sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .resize(w, h, { fit: 'fill' })
    .extend({
      left: margin.x,
      right: side - w - margin.x,
      top: margin.y,
      bottom: side - h - margin.y,
      background: { r: 128, g: 128, b: 128 },
    })
    .raw()
    .toBuffer()
  return { pixels: new Uint8Array(square), margin, scale: { x: w / width, y: h / height } }
}
