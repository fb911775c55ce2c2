import type { AnimationTiming, EnlargeOptions } from '@facegan/core'

/** What browsers can be asked to write. */
export type PictureType = 'image/png' | 'image/webp' | 'image/jpeg'

export interface ToBlobOptions {
  /** @default 'image/png' */
  readonly type?: PictureType | undefined
  /** Of JPEG and WebP. Integer from 1 to 100; in Chromium a WebP of 100 keeps every pixel as it is. @default 90 */
  readonly quality?: number | undefined
  /** Pixels of the file per pixel of the face. Integer from 1 to 64. @default 1 */
  readonly scale?: number | undefined
}

export interface AnimationOptions extends AnimationTiming, Pick<EnlargeOptions, 'scale'> {
  /** Integer from 1 to 100; in Chromium 100 keeps every pixel as it is. @default 90 */
  readonly quality?: number | undefined
}
