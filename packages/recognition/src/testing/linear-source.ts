import { fillLatent } from '@facegan/core'
import type { FaceSource } from '../experiment/face-source.ts'

const latentSize = 8

/** Stands in for a generator: every pixel is a fixed linear function of the latent. */
export function linearSource(size: number): FaceSource {
  const area = size * size
  const weights = new Float32Array(area * latentSize)
  fillLatent(77, weights)
  return {
    fingerprint: 'linear',
    size,
    latentSize,
    async render(latents) {
      const count = latents.length / latentSize
      const pixels = new Uint8Array(count * area * 3)
      for (let at = 0; at < count * area; at++) {
        let level = 128
        const [face, pixel] = [Math.floor(at / area), at % area]
        for (let k = 0; k < latentSize; k++)
          level += 14 * weights[pixel * latentSize + k] * latents[face * latentSize + k]
        pixels.fill(Math.max(0, Math.min(255, level)), at * 3, at * 3 + 3)
      }
      return pixels
    },
  }
}
