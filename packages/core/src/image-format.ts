import { asciiAt } from './bytes.ts'
import { integerCheck } from './face-settings.ts'

export type ImageFormat = 'png' | 'webp' | 'jpeg'

/** What a file says of itself, before anything decodes it. */
export interface PictureFile {
  readonly format: ImageFormat
  /** As coded: Exif may turn it. */
  readonly width: number
  readonly height: number
  readonly animated: boolean
  readonly lossless: boolean
  /** Brings a colour profile: its levels mean what that says. */
  readonly tagged: boolean
  /** XMP's packet. */
  readonly xmp: Uint8Array | undefined
}

/** What PNG readers, and JPEG itself, can be trusted with. WebP ends earlier. */
export const sideLimits: Readonly<Record<ImageFormat, number>> = { png: 65_535, jpeg: 65_500, webp: 16_383 }

/** From the first bytes of a file; undefined for what is none of the three. */
export function formatOfBytes(bytes: Uint8Array): ImageFormat | undefined {
  if (asciiAt(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (asciiAt(bytes, 0, 3) === '\xff\xd8\xff') return 'jpeg'
  return asciiAt(bytes, 0, 4) === 'RIFF' && asciiAt(bytes, 8, 4) === 'WEBP' ? 'webp' : undefined
}

/** Of a lossy encoder. @throws InvalidOptionError */
export function checkQuality(quality: number): number {
  return integerCheck('quality', 1, 100)(quality)
}
