import {
  checkOptionNames,
  checkQuality,
  checkScale,
  enlargeNearest,
  muxAnimation,
  planAnimation,
  type FaceOfModel,
} from '@facegan/core'
import { encodePixels } from './canvas.ts'
import type { AnimationOptions } from './file-options.ts'

/** See `animation`. Browsers write still pictures; these are put together here. */
export async function encodeAnimation(
  frames: readonly FaceOfModel[],
  options: AnimationOptions,
): Promise<Blob> {
  checkOptionNames(options, ['fps', 'plays', 'quality', 'scale'])
  const quality = checkQuality(options.quality ?? 90)
  const scale = checkScale(options.scale ?? 1)
  const plan = planAnimation(frames, options, scale)
  const stills: Uint8Array[] = []
  for (const face of frames)
    stills.push(await encodePixels(enlargeNearest(face, scale), 'image/webp', quality))
  return new Blob([muxAnimation(stills, plan)], { type: 'image/webp' })
}
