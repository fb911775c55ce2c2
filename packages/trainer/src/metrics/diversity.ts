import { InvalidOptionError, Mt19937 } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'
import { pickPictures } from './evenly-spaced.ts'
import { countPictures } from './features.ts'
import type { Estimate } from './kid.ts'
import { msSsim } from './ms-ssim.ts'

const pairsPerBatch = 50
const pairingSeed = 0

/**
 * Mean MS-SSIM between pictures of one set: how alike they are. Lower is more varied; a generator that shows few faces
 * lies above the real pictures. Each picture is in one pair, so that the pairs are independent; who is paired with whom
 * is drawn from a fixed seed, for neighbours in a data set are often alike.
 *
 * @param pixels [N,H,W,3] levels, N >= 4
 * @throws InvalidOptionError
 * @see Odena, Olah & Shlens 2017, arXiv:1610.09585, section 4.2
 */
export function pairwiseMsSsim(pixels: Uint8Array, size: number): Estimate {
  const pairs = Math.floor(countPictures('pixels', pixels, size) / 2)
  if (pairs < 2) throw new InvalidOptionError('pixels', 'at least 4 pictures', pairs * 2)
  const order = shuffled(pairs * 2)
  const similarities: number[] = []
  for (let begin = 0; begin < pairs; begin += pairsPerBatch) {
    const count = Math.min(pairsPerBatch, pairs - begin)
    const picturesFrom = (first: number) => {
      const levels = pickPictures(pixels, size, order.slice(first, first + count))
      return tf.tensor4d(Float32Array.from(levels), [count, size, size, 3])
    }
    similarities.push(...tf.tidy(() => msSsim(picturesFrom(begin), picturesFrom(pairs + begin)).dataSync()))
  }
  const value = similarities.reduce((sum, similarity) => sum + similarity, 0) / pairs
  const variance = similarities.reduce((sum, similarity) => sum + (similarity - value) ** 2, 0) / (pairs - 1)
  return { value, standardError: Math.sqrt(variance / pairs) }
}

/** Fisher-Yates. */
function shuffled(count: number): number[] {
  const random = new Mt19937(pairingSeed)
  const order = Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random.double() * (i + 1))
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}
