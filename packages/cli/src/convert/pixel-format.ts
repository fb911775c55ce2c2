/** How a converted model takes or gives a picture, as the Python tool reports it. */
export interface PixelFormat {
  /** uint8 [N,H,W,C], or int32 [N,H,W] whose bytes are R, G, B, A. */
  readonly format: 'uint8' | 'rgba8'
  /** What the levels 0 and 255 are in the original. */
  readonly range: readonly [number, number]
  /** Of the original's tensor. */
  readonly layout: 'nhwc' | 'nchw'
  readonly channels: number
  /** Subtracted, and divided by, on the way in; none, one for all, or one for each channel. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
}
