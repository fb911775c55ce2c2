/** A face as numbers; each runtime adds the ways to show and save it. */
export interface Face {
  /** Asking any runtime for this seed gives this face again. */
  readonly seed: number
  /** Truncation psi that it was made with. */
  readonly truncation: number
  /** [Z], after truncation. */
  readonly latent: Float32Array
  readonly width: number
  readonly height: number
  /** [H,W,4] RGBA levels, alpha 255. */
  readonly data: Uint8ClampedArray<ArrayBuffer>
}
