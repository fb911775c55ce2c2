import { readFile } from 'node:fs/promises'
import { InvalidOptionError, messageOf } from '@facegan/core'
import { faceLandmarks, type FaceBox } from '@facegan/trainer/judge'
import { RecognitionDataError } from '../errors.ts'
import { findFaces } from './find-faces.ts'
import { fivePoints, listOf, mapPoints, templates, type Crop, type FivePoints } from './five-points.ts'
import { decodePhoto, type Photo } from './photo.ts'
import { fitSimilarity, move, type Similarity } from './similarity.ts'
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

/** What the landmarks' network is shown, measured on faces at known places: the box, then the crop a little wider. */
const boxMargin = 1.1
const refinedMargin = 1.1
const landmarkSide = 112

/**
 * Finds the faces of a photograph, and cuts each out so that eyes, nose and mouth lie where they lie in every such crop.
 *
 * The detector looks at several scales; 68 landmarks are found in its box, then again in the crop that they make, which
 * is upright; five points of them are brought to the template by the similarity of least squares.
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
    const points = await pointsIn(decoded, box, signal)
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
      `${typeof photo === 'string' ? photo : 'The photograph'} could not be read as a picture: ${messageOf(error)}`,
      'give a JPEG, PNG or WebP picture',
      error,
    )
  }
}

async function pointsIn(photo: Photo, box: FaceBox, signal?: AbortSignal): Promise<FivePoints> {
  const side = Math.max(box.right - box.left, box.bottom - box.top) * boxMargin
  const rough = await pointsInSquare(
    photo,
    { a: side, b: 0, x: (box.left + box.right - side) / 2, y: (box.top + box.bottom - side) / 2 },
    signal,
  )
  const upright = fitSimilarity(listOf(templates.tight), listOf(rough))
  return pointsInSquare(photo, widen(upright, refinedMargin), signal)
}

async function pointsInSquare(photo: Photo, square: Similarity, signal?: AbortSignal): Promise<FivePoints> {
  const { pixels } = cutSquare(photo, square, landmarkSide)
  const landmarks = await faceLandmarks(pixels, landmarkSide, { signal })
  return mapPoints(fivePoints(landmarks), (point) => move(square, point))
}

/** The same square, so many times as wide about its centre. */
function widen(square: Similarity, factor: number): Similarity {
  const margin = (factor - 1) / 2
  const { x, y } = move(square, { x: -margin, y: -margin })
  return { a: square.a * factor, b: square.b * factor, x, y }
}
