import { readFile, stat } from 'node:fs/promises'
import { InvalidOptionError, verifyPicture, type Pixels, type Verification } from '@facegan/core'
import sharp from 'sharp'
import { kernels } from './enlarge.ts'
import { resolveLoadOptions, type LoadOptions } from './load-options.ts'
import { readLabel } from './read-label.ts'
import { sharedGenerator } from './shared-generator.ts'

const fileLimitBytes = 64 * 2 ** 20

/** See `verifyFace`. */
export async function verifyFile(file: string | Uint8Array, options: LoadOptions): Promise<Verification> {
  if (!(typeof file === 'string' && file !== '') && !(file instanceof Uint8Array))
    throw new InvalidOptionError('file', "a path or a file's bytes", file)
  const load = resolveLoadOptions(options)
  return verifyPicture({
    readFile: () => (typeof file === 'string' ? readPicture(file) : file),
    readLabel,
    decode,
    loadGenerator: () => sharedGenerator(load),
    kernels,
    signal: load.signal,
  })
}

async function readPicture(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > fileLimitBytes) throw new Error(`larger than ${fileLimitBytes} bytes`)
    return await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new Error('there is no such file', { cause: error })
    throw code === 'EISDIR' ? new Error('this is a folder', { cause: error }) : error
  }
}

/** As a viewer would show it. */
async function decode(bytes: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(bytes)
    .autoOrient()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) }
}
