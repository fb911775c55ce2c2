import { distanceBetween } from './pair-distances.ts'
import { faceEmbeddings } from './face-embeddings.ts'
import { countPictures, type JudgeOptions } from './picture-batches.ts'

/** More pictures than this change the percentile no more. */
const enough = 500

/**
 * How far apart two renderings of one picture are: the 95th percentile of the distance between a picture and its mirror
 * image, over up to 500 of them. On tight crops it is about .24, where two photographs of one person are about .4 apart.
 *
 * @param pixels [N,H,W,3] levels, at least one picture
 */
export async function copyDistance(
  pixels: Uint8Array,
  size: number,
  options: JudgeOptions = {},
): Promise<number> {
  const count = countPictures(pixels, size)
  const every = Math.max(1, Math.floor(count / enough))
  const row = size * size * 3
  const chosen = Array.from({ length: Math.min(count, enough) }, (_, i) => i * every)
  const plain = new Uint8Array(chosen.length * row)
  chosen.forEach((n, i) => plain.set(pixels.subarray(n * row, (n + 1) * row), i * row))
  const [here, there] = [
    await faceEmbeddings(plain, size, options),
    await faceEmbeddings(mirrored(plain, size), size, options),
  ]
  const distances = chosen.map((_, i) => distanceBetween(here, i, there, i)).toSorted((a, b) => a - b)
  return distances[Math.min(distances.length - 1, Math.floor(0.95 * distances.length))]
}

function mirrored(pixels: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from(pixels, (_, at) => {
    const [channel, x, line] = [at % 3, Math.floor(at / 3) % size, Math.floor(at / 3 / size)]
    return pixels[(line * size + size - 1 - x) * 3 + channel]
  })
}
