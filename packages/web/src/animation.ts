import type { WebFace } from './face.ts'
import type { AnimationOptions } from './file-options.ts'

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
