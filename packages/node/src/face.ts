import { extname, join } from 'node:path'
import {
  InvalidOptionError,
  editText,
  labelOf,
  mixText,
  type Edit,
  type Face,
  type FaceModel,
  type FaceOfModel,
  type FaceRecipe,
  type ImageFormat,
  type Mix,
} from '@facegan/core'
import { encode, extensionOf, formatOfExtension, type EncodeOptions } from './encode.ts'
import { isFolder, writeFileAtomically } from './write-file.ts'

export interface ToFileOptions extends EncodeOptions {
  /** Used when the path is a folder; a file's ending decides for itself. @default 'png' */
  readonly format?: ImageFormat | undefined
}

/** A face with Node's ways to save it. Every encoded file says that it is synthetic, and which face it is. */
export class NodeFace implements FaceOfModel {
  readonly seed: number
  readonly mix: Mix | undefined
  readonly edit: Edit | undefined
  readonly truncation: number
  readonly latent: Float32Array
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray<ArrayBuffer>
  readonly model: FaceModel

  constructor(face: Face, model: FaceModel) {
    this.seed = face.seed
    this.mix = face.mix
    this.edit = face.edit
    this.truncation = face.truncation
    this.latent = face.latent
    this.width = face.width
    this.height = face.height
    this.data = face.data
    this.model = model
  }

  /** Keeps every pixel as it is. */
  toPng(): Promise<Buffer> {
    return encodeFace(this, 'png')
  }

  toWebp(options?: EncodeOptions): Promise<Buffer> {
    return encodeFace(this, 'webp', options)
  }

  toJpeg(options?: Pick<EncodeOptions, 'quality'>): Promise<Buffer> {
    return encodeFace(this, 'jpeg', options)
  }

  /**
   * Writes the face; a file is whole or not there at all.
   *
   * @param path a file ending in .png, .webp, .jpg or .jpeg, or an existing folder, in which the file is
   * named after its seed so that names sort: `seed-0000000042.png`, and after what was done to it:
   * `seed-0000000042-smile=1.5.png`
   * @returns the path of the file
   * @throws InvalidOptionError on another ending; FileNotWrittenError on a missing folder, no permission, a full disk
   */
  async toFile(path: string, { format = 'png', ...options }: ToFileOptions = {}): Promise<string> {
    if (typeof path !== 'string' || path === '')
      throw new InvalidOptionError('path', 'a file or a folder', path)
    const folder = await isFolder(path)
    const ofFile = folder ? format : formatOfExtension(extname(path))
    if (!ofFile)
      throw new InvalidOptionError(
        'path',
        'an existing folder, or a file ending in .png, .webp, .jpg or .jpeg',
        path,
      )
    const bytes = await encodeFace(this, ofFile, options)
    const file = folder ? join(path, `${fileStem(this)}${extensionOf(ofFile)}`) : path
    await writeFileAtomically(file, bytes)
    return file
  }
}

/** The face as a labelled file. @throws InvalidOptionError */
export function encodeFace(face: NodeFace, format: ImageFormat, options?: EncodeOptions): Promise<Buffer> {
  return encode(face, labelOf(face), format, options)
}

/** `seed-0000000042`, `seed-0000000042-8@0.5`, `seed-0000000042-smile=1.5,turn=-1` */
export function fileStem({ seed, mix, edit }: FaceRecipe): string {
  const parts = [`seed-${String(seed).padStart(10, '0')}`]
  if (mix) parts.push(mixText(mix))
  if (edit) parts.push(editText(edit))
  return parts.join('-')
}
