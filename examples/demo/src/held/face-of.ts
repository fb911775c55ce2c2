import type { WebFace, WebFaceGenerator } from '@facegan/web'
import { framesALeg, leg, withinRanges, type View } from '../view.ts'

function settingsOf({ manifest }: WebFaceGenerator, { truncation, edit }: View) {
  return { truncation, edit: withinRanges(edit, manifest.directions) }
}

/** The face that a view holds. */
export function faceOf(generator: WebFaceGenerator, view: View): Promise<WebFace> {
  const { a, b, t } = leg(view)
  return generator.mix(a, b, t, settingsOf(generator, view))
}

/** Faces on the way from the first held one to the last, `framesALeg` from each to the next. */
export function pathOf(generator: WebFaceGenerator, view: View, signal?: AbortSignal) {
  const frames = (view.held.length - 1) * framesALeg + 1
  const settings = settingsOf(generator, view)
  return generator.interpolate(view.held, { ...settings, frames, batchSize: 8, signal })
}

/** There and back again, each end once: played over and over it has no seam. */
export function thereAndBack<T>(frames: readonly T[]): T[] {
  return [...frames, ...frames.slice(1, -1).toReversed()]
}
