import { readFile } from 'node:fs/promises'
import { InvalidOptionError, messageOf } from '@facegan/core'
import type { FaceBox } from '@facegan/trainer/judge'
import { RecognitionDataError } from '../errors.ts'
import { findFaces } from './find-faces.ts'
import { findPoints } from './find-points.ts'
import { listOf, templates, type Crop, type FivePoints } from './five-points.ts'
import { decodePhoto, type Photo } from './photo.ts'
import { fitSimilarity } from './similarity.ts'
import { cutSquare } from './warp.ts'

export interface AlignOptions {
  /** Side of a crop in pixels, 16 to 1024. @default 64 */
  readonly size?: number | undefined
  /** `tight`: brows to chin, for recognising and for training on faces. `head`: the whole head. @default 'tight' */
  readonly crop?: Crop | undefined
  readonly signal?: AbortSignal | undefined
}

/** A face of a photograph, turned upright and cut out. */
export interface AlignedFace {
  /** [size,size,3] levels */
  readonly pixels: Uint8Array
  /** Where its parts are, in pixels of the upright photograph. */
  readonly points: FivePoints
  /** Where the detector found it, likewise. */
  readonly box: FaceBox
  /** Share of the crop, 0 to 1, that lies outside the photograph: there its edge is repeated. */
  readonly outside: number
}

/**
 * Finds the faces of a photograph, and cuts each out so that eyes, nose and mouth lie where they lie in every such crop.
 *
 * The detector looks at several scales; five of 68 landmarks are brought to the template by the similarity of least
 * squares. Faces are found upright within some 30 degrees, from a twenty-fifth of the photograph's longer side up.
 *
 * @param photo a file's path, or its bytes: JPEG, PNG, WebP, …; turned by its EXIF tag
 * @returns faces from left to right; none where none was found
 * @throws RecognitionDataError where it is no picture; InvalidOptionError, MissingFaceApiError
 */
export async function alignFaces(
  photo: string | Uint8Array,
  options: AlignOptions = {},
): Promise<AlignedFace[]> {
  const { size = 64, crop = 'tight', signal } = options
  if (!Number.isInteger(size) || size < 16 || size > 1024)
    throw new InvalidOptionError('size', 'an integer from 16 to 1024', size)
  if (!(crop in templates)) throw new InvalidOptionError('crop', 'tight or head', crop)
  const decoded = await openPhoto(photo)
  const boxes = await findFaces(decoded, signal)
  const faces: AlignedFace[] = []
  for (const box of boxes) {
    const points = await findPoints(decoded, box, signal)
    const square = fitSimilarity(listOf(templates[crop]), listOf(points))
    faces.push({ ...cutSquare(decoded, square, size), points, box })
  }
  return faces.toSorted((a, b) => a.points.nose.x - b.points.nose.x)
}

/** The one that takes most of the photograph. */
export function largestFace(faces: readonly AlignedFace[]): AlignedFace | undefined {
  return faces.toSorted((a, b) => eyeDistance(b.points) - eyeDistance(a.points))[0]
}

function eyeDistance({ leftEye, rightEye }: FivePoints): number {
  return Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y)
}

async function openPhoto(photo: string | Uint8Array): Promise<Photo> {
  try {
    return await decodePhoto(typeof photo === 'string' ? await readFile(photo) : photo)
  } catch (error) {
    throw new RecognitionDataError(
      `${typeof photo === 'string' ? photo : 'The picture'} could not be read as a picture: ${messageOf(error)}`,
      'give a JPEG, PNG or WebP picture',
      error,
    )
  }
}
