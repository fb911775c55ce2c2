import { loadDataset } from '../data/dataset.ts'
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

/**
 * Reads every picture of folders and archives, decoded as for training.
 *
 * @throws DataError when a place is missing, damaged, or there is no usable picture at all
 */
export async function loadPictures(
  paths: readonly string[],
  size: number,
  signal?: AbortSignal,
): Promise<NamedPictures> {
  const sources = paths.map((path) => ({ path, repeat: 1 }))
  const { count, pixels, names, skipped } = await loadDataset(sources, { size, minimum: 0, signal })
  if (count === 0)
    throw new DataError(
      `Found no usable picture in ${paths.join(', ')}.`,
      'give a folder of JPEG, PNG or WebP pictures, or a .tar or .zip of them',
    )
  return { size, pixels, names, skipped: skipped.map(({ name }) => name) }
}
