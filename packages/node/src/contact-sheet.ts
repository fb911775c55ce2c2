import {
  InvalidOptionError,
  SeedSequence,
  commonLabel,
  drawSheet,
  integerCheck,
  resolveEnlargeOptions,
  sheetSize,
  sideLimits,
  type EnlargeOptions,
  type ImageFormat,
} from '@facegan/core'
import { checkEncoding, encode, type EncodeOptions } from './encode.ts'
import { kernels } from './enlarge.ts'
import type { NodeFace } from './face.ts'

export interface ContactSheetOptions extends EncodeOptions, EnlargeOptions {
  /** Faces in a row. Integer from 1 to 1024. @default as square as can be */
  readonly columns?: number | undefined
  /** Pixels between faces and around them. Integer from 0 to 1024. @default 0 */
  readonly gap?: number | undefined
  /** Colour between faces and in empty places, `'#rrggbb'`. @default '#ffffff' */
  readonly background?: string | undefined
  /** @default 'png' */
  readonly format?: ImageFormat | undefined
}

/**
 * All faces on one picture, row by row in the order given. Its XMP names the seeds, how they are laid out, and what all faces were mixed with
 * and edited by, or that this varies.
 *
 * @throws InvalidOptionError on no faces, faces of several sizes or models, or a sheet too large for its format
 */
export async function contactSheet(
  faces: readonly NodeFace[],
  options: ContactSheetOptions = {},
): Promise<Buffer> {
  const common = commonLabel('faces', faces)
  const { background = '#ffffff', format = 'png', quality, lossless } = options
  checkEncoding(format, { quality, lossless })
  if (!/^#[0-9a-f]{6}$/i.test(background))
    throw new InvalidOptionError('background', "a colour such as '#ffffff'", background)
  const layout = {
    columns: integerCheck('columns', 1, 1024)(options.columns ?? Math.ceil(Math.sqrt(faces.length))),
    gap: integerCheck('gap', 0, 1024)(options.gap ?? 0),
    ...resolveEnlargeOptions(options),
    background,
  }
  const { width, height } = sheetSize(faces[0], faces.length, layout)
  if (!(Math.max(width, height) <= sideLimits[format]))
    throw new InvalidOptionError(
      'faces',
      `few enough for a ${format} of at most ${sideLimits[format]} pixels a side`,
      `${width}x${height}`,
      'use `writeFaces`, or a smaller `scale`',
    )
  const seed = SeedSequence.parse(faces.map((face) => face.seed)).toString()
  const label = { ...common, seed, sheet: layout }
  const picture = await drawSheet(faces, layout, kernels[layout.kernel])
  return encode(picture, label, format, { quality, lossless })
}
