import { editLatent, type Edit } from './edit.ts'
import { latentsOf } from './latents.ts'
import type { ModelManifest } from './manifest.ts'
import { slerp } from './slerp.ts'

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
 * Latents of faces, each made by itself: drawn, mixed, truncated, then edited, so that an amount of an edit means the
 * same at every truncation.
 *
 * @param truncation psi in [0, 1]
 * @returns [N,Z] row by row
 */
export function latentsOfRecipes(
  recipes: readonly FaceRecipe[],
  { latent: { size }, directions }: Pick<ModelManifest, 'latent' | 'directions'>,
  truncation: number,
): Float32Array<ArrayBuffer> {
  const latents = latentsOf(
    recipes.map(({ seed }) => seed),
    size,
  )
  const rowOf = (n: number) => latents.subarray(n * size, (n + 1) * size)
  recipes.forEach(({ mix }, n) => {
    if (mix) slerp(rowOf(n), latentsOf([mix.seed], size), mix.t, rowOf(n))
  })
  if (truncation !== 1) for (let i = 0; i < latents.length; i++) latents[i] *= truncation
  recipes.forEach(({ edit }, n) => {
    if (edit) editLatent(rowOf(n), edit, directions)
  })
  return latents
}
