import { loadDataset, pictureCacheFolder } from '@facegan/trainer'

export interface RealPictures {
  /** What the model is taken to have learned from: [N,H,W,3] levels. */
  readonly training: Uint8Array
  /** Real ones that it has not seen: [N,H,W,3] levels. */
  readonly heldOut: Uint8Array
}

export interface RealPicturesOptions {
  readonly size: number
  /** Of the training: where holding out leaves fewer pictures, it held none out. */
  readonly batchSize: number
  readonly signal?: AbortSignal | undefined
}

/** The share that `facegan train` holds out. */
const heldOutShare = 0.1

/**
 * Loads the training pictures and the held-out ones: those of `heldOut` if given, else those that training with this
 * data holds out.
 *
 * @throws DataError
 */
export async function loadRealPictures(
  data: readonly string[],
  heldOut: readonly string[],
  { size, batchSize, signal }: RealPicturesOptions,
): Promise<RealPictures> {
  const load = (paths: readonly string[], share: number) => {
    const sources = paths.map((path) => ({ path, repeat: 1 }))
    const cache = pictureCacheFolder()
    return loadDataset(sources, { size, minimum: share > 0 ? batchSize : 1, heldOut: share, cache, signal })
  }
  if (heldOut.length > 0)
    return { training: (await load(data, 0)).pixels, heldOut: (await load(heldOut, 0)).pixels }
  const both = await load(data, heldOutShare)
  return { training: both.pixels, heldOut: both.heldOut.pixels }
}
