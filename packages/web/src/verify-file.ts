import {
  InvalidOptionError,
  createGenerator,
  enlargeNearest,
  verifyPicture,
  type PictureFile,
  type Pixels,
  type Verification,
} from '@facegan/core'
import { pixelsOf } from './canvas.ts'
import { resolveLoadOptions, type LoadOptions } from './load-options.ts'
import { readLabel } from './read-label.ts'
import { sharedMaker } from './shared-maker.ts'

const fileLimitBytes = 64 * 2 ** 20

/** See `verifyFace`. */
export async function verifyFile(
  file: Blob | ArrayBuffer | Uint8Array,
  options: LoadOptions,
): Promise<Verification> {
  if (!(file instanceof Blob) && !(file instanceof ArrayBuffer) && !(file instanceof Uint8Array))
    throw new InvalidOptionError('file', "a Blob or a file's bytes", file)
  const load = resolveLoadOptions(options)
  return verifyPicture({
    readFile: () => bytesOf(file),
    readLabel,
    decode,
    loadGenerator: async () => createGenerator(await sharedMaker(load)),
    // what sharp's smooth one makes, no browser does
    kernels: { nearest: enlargeNearest },
    signal: load.signal,
  })
}

/** A copy, which nobody changes meanwhile. */
async function bytesOf(file: Blob | ArrayBuffer | Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  if (!(file instanceof Blob)) return new Uint8Array(file instanceof ArrayBuffer ? file.slice() : file)
  if (file.size > fileLimitBytes) throw new Error(`larger than ${fileLimitBytes} bytes`)
  return new Uint8Array(await file.arrayBuffer())
}

/**
 * As a viewer would show it. Levels without a colour profile are left as they are: some browsers would adapt them to
 * the screen.
 */
async function decode(bytes: Uint8Array, { format, tagged }: PictureFile): Promise<Pixels> {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: `image/${format}` }), {
    colorSpaceConversion: tagged ? 'default' : 'none',
    premultiplyAlpha: 'none',
  })
  try {
    return pixelsOf(bitmap)
  } finally {
    bitmap.close()
  }
}
