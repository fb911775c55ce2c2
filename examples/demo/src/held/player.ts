import type { WebFace, WebFaceGenerator } from '@facegan/web'
import { nextFrame } from '../elements.ts'
import { framesALeg, type View } from '../view.ts'
import { pathOf } from './face-of.ts'

const framesASecond = 30

export interface PlayerOptions {
  readonly generator: WebFaceGenerator
  /** Draws a frame. @param at its place on the path */
  readonly onFrame: (face: WebFace, at: number) => void
  readonly onError: (error: unknown) => void
}

/** Walks the path there and back until it is stopped; begins with the first frames while the others are being made. */
export function createPlayer({ generator, onFrame, onError }: PlayerOptions) {
  let playing: AbortController | undefined

  async function play(view: View, signal: AbortSignal): Promise<void> {
    const last = (view.held.length - 1) * framesALeg
    const frames: WebFace[] = []
    const making = (async () => {
      for await (const face of pathOf(generator, view, signal)) frames.push(face)
    })()
    making.catch((error: unknown) => signal.aborted || onError(error))
    let begun: number | undefined
    let place = 0
    let step = 1
    while (!signal.aborted) {
      const now = await nextFrame()
      const face = frames[place]
      begun ??= now
      // a frame that is not there yet is waited for, not skipped
      if (signal.aborted || !face || now - begun < 1000 / framesASecond) continue
      begun = now - ((now - begun) % (1000 / framesASecond))
      onFrame(face, place / framesALeg)
      if (place + step < 0 || place + step > last) step = -step
      place += step
    }
  }

  return {
    playing: () => playing !== undefined,
    start(view: View): void {
      playing = new AbortController()
      void play(view, playing.signal)
    },
    stop(): void {
      playing?.abort()
      playing = undefined
    },
  }
}
