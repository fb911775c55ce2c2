import type { AnimationTiming, EnlargeOptions } from '@facegan/core'
import type { WebFace } from './face.ts'

export interface AnimationOptions extends AnimationTiming, Pick<EnlargeOptions, 'scale'> {
  /** Integer from 1 to 100; in Chromium 100 keeps every pixel as it is. @default 90 */
  readonly quality?: number | undefined
}

/**
 * Faces one after another as an animated WebP, such as those of `generator.interpolate`. Its XMP says that it is synthetic and names the
 * seeds that it goes through.
 *
 * @returns a file of type `image/webp`
 * @throws InvalidOptionError on fewer than two frames, frames of several sizes or models, or more than WebP or memory can hold
 * @throws NotEncodedError where the browser cannot write WebP
 */
export async function animation(frames: readonly WebFace[], options: AnimationOptions = {}): Promise<Blob> {
  const { encodeAnimation } = await import('./encode-animation.ts') // pages that show faces do without
  return encodeAnimation(frames, options)
}
