import { InvalidOptionError } from '@facegan/core'
import { tf } from '@facegan/tfjs-native'
import { countPictures } from './features.ts'
import type { Estimate } from './kid.ts'
import { msSsim } from './ms-ssim.ts'

const pairsPerBatch = 50

/**
 * Mean MS-SSIM between pictures of one set: how alike they are. Lower is more varied; a generator that shows few faces
 * lies above the real pictures. Picture i is paired with picture i + N/2, so that every picture counts once and the
 * pairs are independent.
 *
 * @param pixels [N,H,W,3] levels, N >= 4
 * @throws InvalidOptionError
 * @see Odena, Olah & Shlens 2017, arXiv:1610.09585, section 4.2
 */
export function pairwiseMsSsim(pixels: Uint8Array, size: number): Estimate {
  const pairs = Math.floor(countPictures('pixels', pixels, size) / 2)
  if (pairs < 2) throw new InvalidOptionError('pixels', 'at least 4 pictures', pairs * 2)
  const image = size * size * 3
  const similarities: number[] = []
  for (let begin = 0; begin < pairs; begin += pairsPerBatch) {
    const count = Math.min(pairsPerBatch, pairs - begin)
    const picturesFrom = (first: number) => {
      const levels = Float32Array.from(pixels.subarray(first * image, (first + count) * image))
      return tf.tensor4d(levels, [count, size, size, 3])
    }
    similarities.push(
      ...tf.tidy(() => msSsim(picturesFrom(begin), picturesFrom(pairs + begin)).dataSync()),
    )
  }
  const value = similarities.reduce((sum, similarity) => sum + similarity, 0) / pairs
  const variance = similarities.reduce((sum, similarity) => sum + (similarity - value) ** 2, 0) / (pairs - 1)
  return { value, standardError: Math.sqrt(variance / pairs) }
}
