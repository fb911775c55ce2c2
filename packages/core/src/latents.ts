import { log } from './log.ts'
import { Mt19937 } from './mt19937.ts'

/**
 * The latent of a seed: `numpy.random.RandomState(seed).randn(1, size).astype(float32)`, the convention of the
 * StyleGAN family. Same numbers in every JavaScript engine.
 *
 * @param seed integer in [0, 2^32)
 * @param target [Z], filled with z ~ N(0, I)
 */
export function fillLatent(seed: number, target: Float32Array): void {
  const random = new Mt19937(seed)
  for (let i = 0; i < target.length; i += 2) {
    // Marsaglia's polar method, a pair at a time, as NumPy's legacy generator does it: the second first.
    let x1: number
    let x2: number
    let r2: number
    do {
      x1 = 2 * random.double() - 1
      x2 = 2 * random.double() - 1
      r2 = x1 * x1 + x2 * x2
    } while (r2 >= 1 || r2 === 0)
    const scale = Math.sqrt((-2 * log(r2)) / r2)
    target[i] = scale * x2
    if (i + 1 < target.length) target[i + 1] = scale * x1
  }
}

/**
 * Latents of several seeds, each drawn by itself, so that a face never depends on its batch.
 *
 * @param truncation psi in [0, 1]; pulls every latent toward the mean, which is 0 for z ~ N(0, I)
 * (Karras et al. 2019, arXiv:1812.04948, section B)
 * @returns [N, Z] row by row
 */
export function latentsOf(seeds: readonly number[], size: number, truncation = 1): Float32Array<ArrayBuffer> {
  const latents = new Float32Array(seeds.length * size) // [N,Z]
  seeds.forEach((seed, n) => fillLatent(seed, latents.subarray(n * size, (n + 1) * size)))
  if (truncation !== 1) for (let i = 0; i < latents.length; i++) latents[i] *= truncation
  return latents
}
