import { formatOfBytes, type ImageFormat, type PictureFile } from './image-format.ts'
import { readJpeg, writeJpegXmp } from './jpeg-file.ts'
import { readPng, writePngXmp } from './png-file.ts'
import { readWebp, writeWebpXmp } from './webp-file.ts'

/**
 * Reads chunks and headers alone, whoever wrote them.
 *
 * @throws Error on anything but a PNG, WebP or JPEG that is there to its end; its message is a clause
 */
export async function readPicture(bytes: Uint8Array): Promise<PictureFile> {
  return formats[knownFormat(bytes)].read(bytes)
}

/**
 * Puts an XMP packet into a file; nothing else of it changes but that an older packet is gone.
 *
 * @throws Error as `readPicture`; LabelTooLongError where the format has not room enough
 */
export function writeXmp(bytes: Uint8Array, xmp: string): Uint8Array<ArrayBuffer> {
  return formats[knownFormat(bytes)].write(bytes, xmp)
}

interface Format {
  readonly read: (bytes: Uint8Array) => PictureFile | Promise<PictureFile>
  readonly write: (bytes: Uint8Array, xmp: string) => Uint8Array<ArrayBuffer>
}

const formats: Readonly<Record<ImageFormat, Format>> = {
  png: { read: readPng, write: writePngXmp },
  webp: { read: readWebp, write: writeWebpXmp },
  jpeg: { read: readJpeg, write: writeJpegXmp },
}

function knownFormat(bytes: Uint8Array): ImageFormat {
  const format = formatOfBytes(bytes)
  if (!format) throw new Error('no PNG, WebP or JPEG, which is what facegan writes')
  return format
}
