import { readFile, stat } from 'node:fs/promises'
import { InvalidOptionError, messageOf, type SyntheticLabel } from '@facegan/core'
import sharp, { type Metadata } from 'sharp'
import { claimOf, remake, whyNotMade } from './claim.ts'
import { comparePixels, type PixelDifference } from './compare-pixels.ts'
import type { Pixels } from './encode.ts'
import { resolveLoadOptions, type LoadOptions } from './load-options.ts'
import { readLabel } from './read-label.ts'
import { sharedGenerator } from './shared-generator.ts'
import type { Verification } from './verification.ts'
import { isLosslessWebp } from './webp-coding.ts'

/**
 * How far a lossy file may be off, in levels. JPEG and WebP at quality 75 to 100 were at most 5.2 off on average and 11 in a block
 * (300 faces at each of five qualities, 1,500 at 90); with half the chroma at quality 80, 5.7 and 14.3 (400 faces). Of 375,000 pairs of other
 * seeds none came nearer than 18 and 34.
 */
const lossyLimits = { mean: 6, block: 15 }
/** Devices differ by one level; enlarged smoothly, that overshoots. */
const exactLimits = { plain: 1, smooth: 2 }
const fileLimitBytes = 64 * 2 ** 20

/** See `verifyFace`. */
export async function verifyPicture(file: string | Uint8Array, options: LoadOptions): Promise<Verification> {
  if (!(typeof file === 'string' && file !== '') && !(file instanceof Uint8Array))
    throw new InvalidOptionError('file', "a path or a file's bytes", file)
  const load = resolveLoadOptions(options)
  let bytes: Uint8Array
  let metadata: Metadata
  try {
    bytes = typeof file === 'string' ? await readPicture(file) : file
    metadata = await sharp(bytes).metadata()
  } catch (error) {
    return { verdict: 'unreadable', detail: whyUnreadable(error) }
  }
  const { format } = metadata
  if (format !== 'png' && format !== 'webp' && format !== 'jpeg')
    return { verdict: 'unreadable', detail: `a ${format}; facegan writes PNG, WebP and JPEG` }
  const label = await readLabel(metadata.xmp)
  if (!label) return { verdict: 'no-label', detail: 'no label of facegan in it' }

  const generator = await sharedGenerator(load)
  const wrong = whyNotMade(label, generator, metadata)
  if (wrong) return { ...wrong, label }
  let shown: Pixels
  try {
    shown = await decode(bytes)
  } catch (error) {
    return { verdict: 'unreadable', detail: whyUnreadable(error), label }
  }
  const expected = await remake(label, generator, load.signal)
  const difference = comparePixels(shown, expected)
  const lossless = format === 'png' || (format === 'webp' && isLosslessWebp(bytes))
  const claim = claimOf(label)
  const verdict = isSame(difference, lossless, label) ? 'same' : 'different'
  const off = `${difference.mean.toFixed(1)} levels off on average, ${difference.max} at most`
  return { verdict, detail: verdict === 'same' ? claim : `claims ${claim}, but is ${off}`, label, difference }
}

async function readPicture(path: string): Promise<Uint8Array> {
  const { size } = await stat(path)
  if (size > fileLimitBytes) throw new Error(`larger than ${fileLimitBytes} bytes`)
  return readFile(path)
}

function whyUnreadable(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such file'
  return code === 'EISDIR' ? 'this is a folder' : messageOf(error).split('\n')[0]
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

function isSame(
  { mean, block, max }: PixelDifference,
  lossless: boolean,
  { sheet }: SyntheticLabel,
): boolean {
  if (!lossless) return mean <= lossyLimits.mean && block <= lossyLimits.block
  return max <= (sheet && sheet.kernel === 'lanczos' ? exactLimits.smooth : exactLimits.plain)
}
