import { editLatent, type Edit } from './edit.ts'
import type { FaceNumbers } from './draw-faces.ts'
import { latentsOf } from './latents.ts'
import type { ModelManifest } from './manifest.ts'
import { slerp } from './slerp.ts'
import { elementsOf } from './tensor-data.ts'

/** How a face comes about; with a seed alone, any runtime asked for that seed gives the face again. */
export interface FaceRecipe {
  /** Integer in [0, 2^32): where the latent is drawn from. */
  readonly seed: number
  /** Another seed's latent, mixed in. */
  readonly mix?: Mix | undefined
  /** Moves along the model's directions, after the mixing. */
  readonly edit?: Edit | undefined
}

export interface Mix {
  /** The other face. */
  readonly seed: number
  /** How far on the way to it, in (0, 1). */
  readonly t: number
}

/**
 * The random numbers of faces, each made by itself: latents drawn, mixed, truncated, then edited, so that an amount of
 * an edit means the same at every truncation. Noise is what the face's own stream of numbers gives after its latent;
 * it is mixed, and nothing else.
 *
 * @param truncation psi in [0, 1]
 */
export function numbersOfRecipes(
  recipes: readonly FaceRecipe[],
  manifest: Pick<ModelManifest, 'latent' | 'directions' | 'extraInputs'>,
  truncation: number,
): FaceNumbers & { readonly latents: Float32Array<ArrayBuffer> } {
  const { latent, directions } = manifest
  const noiseSize = noiseSizeOf(manifest)
  const latents = new Float32Array(recipes.length * latent.size) // [N,Z]
  const noise = new Float32Array(recipes.length * noiseSize) // [N,K]
  recipes.forEach(({ seed, mix, edit }, n) => {
    const all = latentsOf([seed], latent.size + noiseSize)
    const [z, own] = split(all, latent.size)
    if (mix) {
      const [otherZ, otherNoise] = split(latentsOf([mix.seed], all.length), latent.size)
      slerp(z, otherZ, mix.t, z)
      slerp(own, otherNoise, mix.t, own)
    }
    if (truncation !== 1) for (let i = 0; i < z.length; i++) z[i] *= truncation
    if (edit) editLatent(z, edit, directions)
    latents.set(z, n * latent.size)
    noise.set(own, n * noiseSize)
  })
  return { latents, noise }
}

/** Latents of one's own have no seed: each gets the noise of seed 0. */
export function numbersOfLatents(
  latents: Float32Array<ArrayBuffer>,
  manifest: Pick<ModelManifest, 'latent' | 'extraInputs'>,
): FaceNumbers {
  const noiseSize = noiseSizeOf(manifest)
  const count = latents.length / manifest.latent.size
  const noise = new Float32Array(count * noiseSize)
  if (noiseSize > 0) {
    const [, own] = split(latentsOf([0], manifest.latent.size + noiseSize), manifest.latent.size)
    for (let n = 0; n < count; n++) noise.set(own, n * noiseSize)
  }
  return { latents, noise }
}

/** K, how many normals a face draws after its latent. */
function noiseSizeOf({ extraInputs = [] }: Pick<ModelManifest, 'extraInputs'>): number {
  return extraInputs.reduce((sum, { value, shape }) => sum + (value === 'normal' ? elementsOf(shape) : 0), 0)
}

function split(row: Float32Array, at: number): [Float32Array, Float32Array] {
  return [row.subarray(0, at), row.subarray(at)]
}
