import { InvalidOptionError, various, type Edit, type Mix } from '@facegan/core'
import { checkFormat, encode, type EncodeOptions, type ImageFormat } from './encode.ts'
import type { NodeFace } from './face.ts'
import { seedRanges } from './seed-ranges.ts'

export interface ContactSheetOptions extends EncodeOptions {
  /** Faces in a row. Integer from 1 to 1024. @default as square as can be */
  readonly columns?: number | undefined
  /** Pixels between faces and around them. Integer from 0 to 1024. @default 0 */
  readonly gap?: number | undefined
  /** Enlarges every face this many times. Integer from 1 to 64. @default 1 */
  readonly scale?: number | undefined
  /** How to enlarge: `'nearest'` shows the pixels, `'lanczos'` is smooth. @default 'nearest' */
  readonly kernel?: 'nearest' | 'lanczos' | undefined
  /** Colour between faces and in empty places, `'#rrggbb'`. @default '#ffffff' */
  readonly background?: string | undefined
  /** @default 'png' */
  readonly format?: ImageFormat | undefined
}

/** What PNG readers, and JPEG itself, can be trusted with. WebP ends earlier. */
const sideLimits: Readonly<Record<ImageFormat, number>> = { png: 65_535, jpeg: 65_500, webp: 16_383 }

/**
 * All faces on one picture, row by row in the order given. Its XMP names the seeds, and what all faces were mixed with and edited
 * by, or that this varies.
 *
 * @throws InvalidOptionError on no faces, faces of several sizes or models, or a sheet too large for its format
 */
export async function contactSheet(
  faces: readonly NodeFace[],
  options: ContactSheetOptions = {},
): Promise<Buffer> {
  checkAlike(faces)
  const { background = '#ffffff', format = 'png', kernel = 'nearest', ...encoding } = options
  checkFormat(format)
  const columns = integer('columns', options.columns ?? Math.ceil(Math.sqrt(faces.length)), 1, 1024)
  const gap = integer('gap', options.gap ?? 0, 0, 1024)
  const scale = integer('scale', options.scale ?? 1, 1, 64)
  if (kernel !== 'nearest' && kernel !== 'lanczos')
    throw new InvalidOptionError('kernel', "'nearest' or 'lanczos'", kernel)

  const [first] = faces
  const tileWidth = first.width * scale
  const tileHeight = first.height * scale
  const rows = Math.ceil(faces.length / columns)
  const width = columns * (tileWidth + gap) + gap
  const height = rows * (tileHeight + gap) + gap
  if (!(Math.max(width, height) <= sideLimits[format]))
    throw new InvalidOptionError(
      'faces',
      `few enough for a ${format} of at most ${sideLimits[format]} pixels a side`,
      `${width}x${height}`,
      'use `streamFaces` and `toFile`, or a smaller `scale`',
    )

  const data = filled(width * height, parseColour(background)) // [H,W,4]
  for (const [n, face] of faces.entries()) {
    const tile = scale === 1 ? face.data : await enlarge(face, tileWidth, tileHeight, kernel)
    const left = gap + (n % columns) * (tileWidth + gap)
    const top = gap + Math.floor(n / columns) * (tileHeight + gap)
    for (let y = 0; y < tileHeight; y++) {
      const row = tile.subarray(y * tileWidth * 4, (y + 1) * tileWidth * 4)
      data.set(row, ((top + y) * width + left) * 4)
    }
  }
  const { truncation, model } = first
  const label = {
    seed: seedRanges(faces.map(({ seed }) => seed)),
    truncation,
    mix: common<Mix>(faces.map(({ mix }) => mix)),
    edit: common<Edit>(faces.map(({ edit }) => edit)),
  }
  return encode(
    { width, height, data },
    { ...label, modelName: model.name, modelSha256: model.sha256 },
    format,
    { quality: encoding.quality, lossless: encoding.lossless },
  )
}

/** One label must be true of every face on the sheet. */
function checkAlike(faces: readonly NodeFace[]): void {
  if (!Array.isArray(faces) || faces.length === 0)
    throw new InvalidOptionError('faces', 'an array of at least one face', faces)
  const [first] = faces
  for (const { width, height, truncation, model } of faces) {
    if (width !== first.width || height !== first.height)
      throw new InvalidOptionError(
        'faces',
        `all ${first.width}x${first.height} like the first`,
        `${width}x${height}`,
      )
    if (model.sha256 !== first.model.sha256)
      throw new InvalidOptionError('faces', `all of one model, ${first.model.name}`, model.name)
    if (truncation !== first.truncation)
      throw new InvalidOptionError('faces', `all of one truncation, ${first.truncation}`, truncation)
  }
}

/** What all have, or that it varies. */
function common<T>(values: readonly (T | undefined)[]): T | typeof various | undefined {
  const texts = new Set(values.map((value) => JSON.stringify(value)))
  return texts.size === 1 ? values[0] : various
}

async function enlarge(face: NodeFace, width: number, height: number, kernel: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  return sharp(face.data, { raw: { width: face.width, height: face.height, channels: 4 } })
    .resize(width, height, { kernel: kernel === 'lanczos' ? 'lanczos3' : 'nearest', fit: 'fill' })
    .raw()
    .toBuffer()
}

function filled(pixels: number, rgba: readonly number[]): Uint8ClampedArray {
  const data = new Uint8ClampedArray(pixels * 4)
  new Uint32Array(data.buffer).fill(new Uint32Array(Uint8Array.from(rgba).buffer)[0])
  return data
}

function parseColour(background: string): number[] {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(background)
  if (!match) throw new InvalidOptionError('background', "a colour such as '#ffffff'", background)
  return [...match.slice(1).map((level) => Number.parseInt(level, 16)), 255]
}

function integer(option: string, value: number, minimum: number, maximum: number): number {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return value
  throw new InvalidOptionError(option, `an integer from ${minimum} to ${maximum}`, value)
}
