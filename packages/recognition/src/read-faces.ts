import { readFile } from 'node:fs/promises'
import { FaceganError, messageOf } from '@facegan/core'
import { decodePicture } from '@facegan/trainer'
import { alignFaces, largestFace, type AlignedFace } from './align/align-faces.ts'
import { views } from './align/find-faces.ts'
import { RecognitionDataError } from './errors.ts'

export interface ReadFacesOptions {
  /** Side in pixels to which a face is brought: that of a model's features. @default 64 */
  readonly size?: number | undefined
  /** Whether the picture is a whole photograph, whose faces, or largest face, are found first. @default undefined: it is a tight crop */
  readonly align?: 'all' | 'largest' | undefined
  readonly signal?: AbortSignal | undefined
}

/** A face as recognisers take it. */
export interface FaceOfPicture {
  /** [size,size,3] levels */
  readonly pixels: Uint8Array
  /** Where it was found, where it was looked for. */
  readonly aligned?: AlignedFace
}

/**
 * Reads one picture as a recogniser takes it: one face, or with `align: 'all'` all faces from left to right.
 *
 * @param picture a file's path, or its bytes
 * @throws RecognitionDataError where it cannot be read, or no face is found in it; MissingFaceApiError with `align`
 */
export async function readFaces(
  picture: string | Uint8Array,
  options: ReadFacesOptions = {},
): Promise<FaceOfPicture[]> {
  const { size = 64, align, signal } = options
  const name = typeof picture === 'string' ? picture : 'The picture'
  if (align === undefined) return [{ pixels: await readCrop(picture, name, size) }]
  const found = await alignFaces(picture, { size, signal })
  if (found.length === 0) throw noFace(name)
  const faces = align === 'all' ? found : [largestFace(found)!]
  return faces.map((aligned) => ({ pixels: aligned.pixels, aligned }))
}

/** What was tried, so that it can be told what may help. */
export function noFace(name: string): RecognitionDataError {
  return new RecognitionDataError(
    `${name}: no face was found. It was looked at with its longer side at ${views.map(({ longer }) => longer).join(', ')} pixels.`,
    'faces must be upright, seen from the front, and at least a twenty-fifth of the longer side wide: turn or crop the picture',
  )
}

async function readCrop(picture: string | Uint8Array, name: string, size: number): Promise<Uint8Array> {
  try {
    return await decodePicture(
      Buffer.from(typeof picture === 'string' ? await readFile(picture) : picture),
      size,
    )
  } catch (error) {
    if (FaceganError.isInstance(error)) throw error
    throw new RecognitionDataError(
      `${name} could not be read as a picture: ${messageOf(error)}`,
      'give a JPEG, PNG or WebP picture',
      error,
    )
  }
}
