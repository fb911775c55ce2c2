import sharp from 'sharp'

/** The shortest side, as a share of the training size, below which a picture is only blur. */
const smallestShare = 1 / 4

/**
 * Decodes any JPEG, PNG or WebP to square RGB: turned upright by its EXIF tag, in sRGB (from grey, CMYK and 16 bits
 * too), transparency on white, cropped to the centre, resized.
 *
 * @param size side of the result in pixels
 * @returns [size,size,3] levels
 * @throws Error with one sentence that says what is wrong with the picture
 */
export async function decodePicture(bytes: Buffer, size: number): Promise<Uint8Array> {
  const picture = sharp(bytes, { failOn: 'error' })
  const { width, height, pages = 1 } = await picture.metadata()
  const shortest = Math.min(width, height)
  if (shortest < size * smallestShare)
    throw new Error(
      `is only ${width}x${height} pixels; at least ${Math.ceil(size * smallestShare)} a side are needed`,
    )
  if (pages > 1) throw new Error('is an animation')
  const { data, info } = await picture
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize(size, size, { fit: 'cover', kernel: 'lanczos3' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`has ${info.channels} channels after conversion to RGB`)
  return data
}
