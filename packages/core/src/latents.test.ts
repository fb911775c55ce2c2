import { describe, expect, it } from 'vitest'
import { latentsOf } from './latents.ts'
import { sha256Of } from './model-file.ts'

// python -c 'import numpy as np
// for s, n in ((0, 4), (1, 5), (42, 2), (2147483648, 3), (4294967295, 1)):
//     print(s, n, [float(v) for v in np.random.RandomState(s).randn(1, n).astype(np.float32)[0]])'
const golden: readonly [seed: number, z: readonly number[]][] = [
  [0, [1.764052391052246, 0.40015721321105957, 0.978738009929657, 2.2408931255340576]],
  [1, [1.6243454217910767, -0.6117563843727112, -0.5281717777252197, -1.072968602180481, 0.8654076457023621]],
  [42, [0.49671414494514465, -0.13826429843902588]],
  [2147483648, [0.318476140499115, -0.3457534909248352, 0.22556744515895844]],
  [4294967295, [0.6484086513519287]],
]

// python -c 'import hashlib, numpy as np
// for n in (100, 99):
//     z = [np.random.RandomState(s).randn(1, n).astype(np.float32) for s in range(64)]
//     print(n, hashlib.sha256(np.concatenate(z).tobytes()).hexdigest())'
const goldenHashes: readonly [size: number, sha256: string][] = [
  [100, '785975b27eb079101c11f9d8d64683b70b07171bb9a68a3337c22765cbcb3419'],
  [99, 'cbf2b52311d39f42e8c03a7a66789a9c39301b40916cb2c328a3afed3fc60d56'],
]

describe('latentsOf', () => {
  it.each(golden)('gives NumPy’s randn for seed %i', (seed, z) => {
    expect(Array.from(latentsOf([seed], z.length))).toEqual(z)
  })

  it.each(goldenHashes)('gives NumPy’s bits for seeds 0-63 of size %i', async (size, sha256) => {
    const seeds = Array.from({ length: 64 }, (_, seed) => seed)
    expect(await sha256Of(new Uint8Array(latentsOf(seeds, size).buffer))).toBe(sha256)
  })

  it('draws each seed by itself', () => {
    const together = latentsOf([5, 6, 7], 9)
    expect(together.subarray(9, 18)).toEqual(latentsOf([6], 9))
  })

  it('multiplies by truncation', () => {
    const whole = latentsOf([8], 6)
    expect(latentsOf([8], 6, 0.5)).toEqual(whole.map((value) => value * 0.5))
    expect(latentsOf([8], 6, 0).every((value) => value === 0 || Object.is(value, -0))).toBe(true)
  })

  it('is standard normal', () => {
    const z = latentsOf(
      Array.from({ length: 200 }, (_, seed) => seed),
      100,
    )
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length
    const variance = z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length
    expect(Math.abs(mean)).toBeLessThan(0.03) // four standard errors
    expect(Math.abs(variance - 1)).toBeLessThan(0.04)
  })
})
