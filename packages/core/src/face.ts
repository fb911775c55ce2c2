import type { FaceRecipe } from './recipe.ts'

/**
 * A face as numbers; each runtime adds the ways to show and save it. Where it is more than its seed, `mix` and `edit`
 * say so.
 */
export interface Face extends FaceRecipe {
  /** Truncation psi that it was made with. */
  readonly truncation: number
  /** [Z], what the network was given. */
  readonly latent: Float32Array
  readonly width: number
  readonly height: number
  /** [H,W,4] RGBA levels, alpha 255. */
  readonly data: Uint8ClampedArray<ArrayBuffer>
}
