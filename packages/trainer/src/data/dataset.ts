import { createHash } from 'node:crypto'
import { messageOf } from '@facegan/core'
import { DataError } from '../errors.ts'
import { decodePicture } from './decode-picture.ts'
import { readPictures, type PictureFile } from './picture-source.ts'

/** Where pictures come from, and how many times each is shown in an epoch. */
export interface DataSource {
  /** A folder or a .tar. */
  readonly path: string
  /** Whole number from 1 up: raises the share of a small set among large ones. */
  readonly repeat: number
}

/** A picture that could not be used. */
export interface SkippedPicture {
  readonly name: string
  readonly reason: string
}

/** Pictures decoded once and kept packed in memory: 3 KB each at 32x32, 12 KB at 64x64. */
export interface Dataset {
  /** Side of a picture in pixels. */
  readonly size: number
  /** Different pictures. */
  readonly count: number
  /** How many of them each source gave. */
  readonly countsBySource: readonly number[]
  /** [count,H,W,3] levels. */
  readonly pixels: Uint8Array
  /** What an epoch shows: indices into `pixels`, repeats included. */
  readonly epoch: Uint32Array
  readonly skipped: readonly SkippedPicture[]
  /** SHA-256 of the packed pixels and the epoch: tells a resumed run whether its pictures are still the same. */
  readonly fingerprint: string
}

export interface LoadDatasetOptions {
  readonly size: number
  /** Fewer usable pictures than this are an error. */
  readonly minimum: number
  readonly signal?: AbortSignal | undefined
}

/** Decoding keeps both sharp's threads and the disk busy with this many pictures under way. */
const decodesUnderWay = 16

/**
 * Reads and decodes every picture of the sources. A broken one is skipped and named, never fatal.
 *
 * @throws DataError when nothing is there, or fewer usable pictures than `minimum`
 */
export async function loadDataset(
  sources: readonly DataSource[],
  options: LoadDatasetOptions,
): Promise<Dataset> {
  const { size, minimum, signal } = options
  const pictures: Uint8Array[] = []
  const epoch: number[] = []
  const skipped: SkippedPicture[] = []
  const countsBySource: number[] = []

  for (const { path, repeat } of sources) {
    for await (const { file, decoding } of decodeAhead(readPictures(path), size)) {
      signal?.throwIfAborted()
      const decoded = await decoding
      if (decoded instanceof Error) {
        skipped.push({ name: file.name, reason: messageOf(decoded) })
        continue
      }
      for (let r = 0; r < repeat; r++) epoch.push(pictures.length)
      pictures.push(decoded)
    }
    countsBySource.push(pictures.length - countsBySource.reduce((sum, count) => sum + count, 0))
  }

  if (pictures.length < minimum) {
    const broken =
      skipped.length > 0 ? `; ${skipped.length} could not be used, such as ${describe(skipped[0])}` : ''
    throw new DataError(
      `Found ${pictures.length} usable pictures in ${sources.map(({ path }) => path).join(', ')}; ` +
        `a batch needs ${minimum}${broken}.`,
      'add pictures (JPEG, PNG or WebP), or lower --batch-size',
    )
  }
  return { ...pack(pictures, epoch, size), countsBySource, skipped }
}

export function describe({ name, reason }: SkippedPicture): string {
  return `${name}: ${reason}`
}

/** Starts decoding a few pictures ahead of the one that is asked for, and keeps their order. */
async function* decodeAhead(files: AsyncIterable<PictureFile>, size: number) {
  const queue: { file: PictureFile; decoding: Promise<Uint8Array | Error> }[] = []
  for await (const file of files) {
    const { bytes } = file
    const decoding = (bytes instanceof Error ? Promise.reject(bytes) : decodePicture(bytes, size)).catch(
      (error: unknown) => new Error(messageOf(error)),
    )
    queue.push({ file, decoding })
    if (queue.length >= decodesUnderWay) yield queue.shift()!
  }
  yield* queue
}

function pack(pictures: readonly Uint8Array[], shown: readonly number[], size: number) {
  const pixels = new Uint8Array(pictures.length * size * size * 3)
  pictures.forEach((picture, i) => pixels.set(picture, i * size * size * 3))
  const epoch = Uint32Array.from(shown)
  const fingerprint = createHash('sha256').update(pixels).update(epoch).digest('hex')
  return { size, count: pictures.length, pixels, epoch, fingerprint }
}
