import {
  InvalidOptionError,
  checkQuality,
  syntheticXmp,
  writeXmp,
  type ImageFormat,
  type Pixels,
  type SyntheticLabel,
} from '@facegan/core'
import type { Sharp } from 'sharp'

export interface EncodeOptions {
  /** Of JPEG and of lossy WebP. Integer from 1 to 100. @default 90 */
  readonly quality?: number | undefined
  /** WebP only: keeps every pixel as it is. @default false */
  readonly lossless?: boolean | undefined
}

/**
 * Encodes a picture and marks it as synthetic in its XMP: IPTC digital source type, seed, truncation and model.
 *
 * @throws InvalidOptionError on a quality outside its range or a format that is not offered
 */
export async function encode(
  { width, height, data }: Pixels,
  label: SyntheticLabel,
  format: ImageFormat,
  { quality = 90, lossless = false }: EncodeOptions = {},
): Promise<Buffer> {
  checkEncoding(format, { quality, lossless })
  const { default: sharp } = await import('sharp') // whoever wants pixels alone never loads it
  const opaque = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
  const file = await encoders[format](opaque, quality, lossless).toBuffer()
  return Buffer.from(writeXmp(file, syntheticXmp(label)).buffer)
}

const encoders: Readonly<Record<ImageFormat, (image: Sharp, quality: number, lossless: boolean) => Sharp>> = {
  png: (image) => image.png(),
  webp: (image, quality, lossless) => image.webp({ quality, lossless, smartSubsample: true }),
  // chroma at full resolution: on a picture of 32 pixels, half of it shows
  jpeg: (image, quality) => image.jpeg({ quality, chromaSubsampling: '4:4:4' }),
}

/** @throws InvalidOptionError on what `encode` would refuse, before there is a picture */
export function checkEncoding(
  format: ImageFormat,
  { quality = 90, lossless = false }: EncodeOptions = {},
): void {
  checkFormat(format)
  checkQuality(quality)
  if (typeof lossless !== 'boolean') throw new InvalidOptionError('lossless', 'true or false', lossless)
}

/** @throws InvalidOptionError */
export function checkFormat(format: ImageFormat): void {
  if (Object.hasOwn(encoders, format)) return
  throw new InvalidOptionError('format', `one of ${Object.keys(encoders).join(', ')}`, format)
}

/** `.png` -> png, `.jpg` and `.jpeg` -> jpeg, `.webp` -> webp; undefined for any other ending. */
export function formatOfExtension(extension: string): ImageFormat | undefined {
  return extensions.get(extension.toLowerCase())
}

/** The ending that files of a format get. */
export function extensionOf(format: ImageFormat): string {
  return format === 'jpeg' ? '.jpg' : `.${format}`
}

const extensions: ReadonlyMap<string, ImageFormat> = new Map([
  ['.png', 'png'],
  ['.webp', 'webp'],
  ['.jpg', 'jpeg'],
  ['.jpeg', 'jpeg'],
])
