import { createHash } from 'node:crypto'
import { loadDataset } from '@facegan/trainer'

export interface RealPictures {
  /** What the model is taken to have learned from: [N,H,W,3] levels. */
  readonly training: Uint8Array
  /** Real ones that it has not seen: [N,H,W,3] levels. */
  readonly heldOut: Uint8Array
}

/** Share of pictures that is held out where no other pictures are given. */
const heldOutShare = 0.1

/**
 * Loads the training pictures and the held-out ones: those of `heldOut` if given, else a tenth of the data, chosen by a
 * hash of each picture, so that a picture stays on its side whatever is added.
 *
 * @throws DataError
 */
export async function loadRealPictures(
  data: readonly string[],
  heldOut: readonly string[],
  size: number,
  signal?: AbortSignal,
): Promise<RealPictures> {
  const load = async (paths: readonly string[]) => {
    const sources = paths.map((path) => ({ path, repeat: 1 }))
    return (await loadDataset(sources, { size, minimum: 1, signal })).pixels
  }
  const pixels = await load(data)
  if (heldOut.length > 0) return { training: pixels, heldOut: await load(heldOut) }
  return split(pixels, size * size * 3)
}

function split(pixels: Uint8Array, image: number): RealPictures {
  const sides: [Uint8Array[], Uint8Array[]] = [[], []]
  for (let begin = 0; begin < pixels.length; begin += image) {
    const picture = pixels.subarray(begin, begin + image)
    const low = createHash('sha256').update(picture).digest().readUInt32BE() < heldOutShare * 2 ** 32
    sides[low ? 1 : 0].push(picture)
  }
  const [training, heldOut] = sides.map((side) => new Uint8Array(Buffer.concat(side)))
  return { training, heldOut }
}
