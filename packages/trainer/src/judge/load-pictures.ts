import { messageOf } from '@facegan/core'
import { decodePicture } from '../data/decode-picture.ts'
import { readPictures, type PictureFile } from '../data/picture-source.ts'
import { DataError } from '../errors.ts'

/** Pictures and their files' names. */
export interface NamedPictures {
  readonly size: number
  /** [N,H,W,3] levels */
  readonly pixels: Uint8Array
  /** Paths inside their folder or archive. */
  readonly names: readonly string[]
  /** Files that could not be used. */
  readonly skipped: readonly string[]
}

const decodesUnderWay = 16

/**
 * Reads every picture of folders and .tar files, decoded as for training.
 *
 * @throws DataError when a place is missing, damaged, or there is no usable picture at all
 */
export async function loadPictures(
  paths: readonly string[],
  size: number,
  signal?: AbortSignal,
): Promise<NamedPictures> {
  const pictures: Uint8Array[] = []
  const names: string[] = []
  const skipped: string[] = []
  async function decode(files: readonly PictureFile[]): Promise<void> {
    const decoded = await Promise.all(
      files.map(async ({ bytes }) =>
        bytes instanceof Error
          ? bytes
          : decodePicture(bytes, size).catch((error: unknown) => new Error(messageOf(error))),
      ),
    )
    decoded.forEach((picture, i) => {
      if (picture instanceof Error) return skipped.push(files[i].name)
      names.push(files[i].name)
      return pictures.push(picture)
    })
  }
  let waiting: PictureFile[] = []
  for (const path of paths) {
    for await (const file of readPictures(path)) {
      signal?.throwIfAborted()
      waiting.push(file)
      if (waiting.length < decodesUnderWay) continue
      await decode(waiting)
      waiting = []
    }
  }
  await decode(waiting)
  if (pictures.length === 0)
    throw new DataError(
      `Found no usable picture in ${paths.join(', ')}.`,
      'give a folder of JPEG, PNG or WebP pictures, or a .tar of them',
    )
  const row = size * size * 3
  const pixels = new Uint8Array(pictures.length * row)
  pictures.forEach((picture, i) => pixels.set(picture, i * row))
  return { size, pixels, names, skipped }
}
