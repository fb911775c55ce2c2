import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawFaces, type Feed, type InferenceSession } from './draw-faces.ts'
import type { ModelManifest } from './manifest.ts'
import { fakeManifest } from './testing/fake-model.ts'

/** Grey pictures of one pixel, 100 z[0] + 10 noise[0] + psi, with batches of one size or any. */
function greySession(batch: number | 'N'): InferenceSession & { readonly seen: (readonly Feed[])[] } {
  const seen: (readonly Feed[])[] = []
  const graph = {
    inputs: [
      { name: 'z', type: 'float32', shape: [batch, 2] },
      { name: 'noise', type: 'float32', shape: [batch, 3] },
      { name: 'psi', type: 'int64', shape: [batch, 1] },
    ],
    outputs: [{ name: 'y', type: 'float32', shape: [batch, 1] }],
  }
  return {
    graph,
    seen,
    async run(feeds) {
      seen.push(feeds)
      const [z, noise, psi] = feeds
      return Float32Array.from(
        { length: z.dims[0] },
        (_, n) => 100 * Number(z.data[2 * n]) + 10 * Number(noise.data[3 * n]) + Number(psi.data[n]),
      )
    },
  }
}

const manifest: ModelManifest = {
  ...fakeManifest,
  latent: { size: 2, distribution: 'normal' },
  image: { width: 1, height: 1, channels: 1 },
  extraInputs: [
    { name: 'noise', type: 'float32', shape: ['N', 3], value: 'normal' },
    { name: 'psi', type: 'int64', shape: ['N', 1], value: 5 },
  ],
  output: { name: 'y', encoding: 'linear', type: 'float32', layout: 'NCHW', range: [0, 255] },
}

describe('drawFaces', () => {
  it('draws the same in batches of any size, fixed or free', async () => {
    const sizes = fc.record({ count: fc.integer({ min: 1, max: 9 }), batch: fc.integer({ min: 1, max: 5 }) })
    await fc.assert(
      fc.asyncProperty(sizes, async ({ count, batch }) => {
        const latents = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? i / 10 : 9))
        const noise = Float32Array.from({ length: 3 * count }, (_, i) => (i % 3 === 0 ? i / 9 : 9))
        const free = await drawFaces(greySession('N'), manifest, { latents, noise }, count)
        const session = greySession(batch)
        expect(await drawFaces(session, manifest, { latents, noise }, count)).toEqual(free)
        for (const [z] of session.seen) expect(z.dims).toEqual([batch, 2])
        const levels = Array.from({ length: count }, (_, n) => Math.round(20 * n + (10 * n) / 3 + 5))
        expect(Array.from(free.filter((_, i) => i % 4 === 0))).toEqual(levels)
      }),
    )
  })

  it('feeds each input in its own type and shape', async () => {
    const session = greySession('N')
    await drawFaces(session, manifest, { latents: new Float32Array(4), noise: new Float32Array(6) }, 2)
    expect(session.seen[0]).toEqual([
      { name: 'z', type: 'float32', dims: [2, 2], data: new Float32Array(4) },
      { name: 'noise', type: 'float32', dims: [2, 3], data: new Float32Array(6) },
      { name: 'psi', type: 'int64', dims: [2, 1], data: BigInt64Array.of(5n, 5n) },
    ])
  })

  it('reads half floats and 64-bit integers', async () => {
    const read = async (type: 'float16' | 'int64', data: Uint16Array | BigInt64Array) => {
      const output = { ...manifest.output, type } as ModelManifest['output']
      const session = { ...greySession('N'), run: async () => data }
      const numbers = { latents: new Float32Array(2), noise: new Float32Array(3) }
      return [...(await drawFaces(session, { ...manifest, output }, numbers, 1))]
    }
    expect(await read('float16', Uint16Array.of(0x5640))).toEqual([100, 100, 100, 255])
    expect(await read('int64', BigInt64Array.of(7n))).toEqual([7, 7, 7, 255])
  })
})
