import type { ModelManifest } from '../manifest.ts'
import type { Runner } from '../face-maker.ts'

/** A 2x2 model of 4 latents, for tests of everything around the network. */
export const fakeManifest: ModelManifest = {
  format: 'facegan-model',
  formatVersion: 1,
  name: 'fake',
  version: '1.0.0',
  licence: 'CC0-1.0',
  files: { generator: { path: 'generator.onnx', bytes: 1, sha256: '0'.repeat(64) } },
  latent: { size: 4, distribution: 'normal' },
  image: { width: 2, height: 2, channels: 3 },
  input: { name: 'z' },
  output: { name: 'rgba', encoding: 'packed-rgba' },
  weights: 'float32',
  directions: [
    {
      name: 'smile',
      vector: [1, 0, 0, 0],
      range: [-2, 3],
      method: 'regression',
      effect: { correlation: 0.9 },
    },
    { name: 'sefa-1', vector: [0, 0.6, 0.8, 0], range: [-1, 0], method: 'sefa' },
  ],
}

/** Pixels that are a function of the latent alone: pixel p has red = 100 + 40 z[p], the rest 0. */
export function fakeRunner({ delayMs = 0 } = {}): Runner & { readonly batches: number[] } {
  const batches: number[] = []
  return {
    batches,
    async run({ latents }, count) {
      batches.push(count)
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
      const pixels = new Uint8ClampedArray(count * 16) // [N,2,2,4]
      for (let i = 0; i < count * 4; i++) {
        pixels[4 * i] = 100 + 40 * latents[i]
        pixels[4 * i + 3] = 255
      }
      return pixels
    },
    async dispose() {},
  }
}
