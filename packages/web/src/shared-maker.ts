import { SharedGenerators } from '@facegan/core'
import type { ResolvedLoadOptions } from './load-options.ts'
import { openMaker, type WebFaceMaker } from './open-maker.ts'

const shared = new SharedGenerators<WebFaceMaker>()

/** What makes the faces behind `generateFaces` and `streamFaces`, kept for further calls with the same options. */
export function sharedMaker(options: ResolvedLoadOptions): Promise<WebFaceMaker> {
  const { model, device, threads, assets, cache, signal } = options
  const key = JSON.stringify([new URL(model, document.baseURI), device, threads, assets, cache])
  // a crash is its own business: its next run opens the network again
  return shared.get(key, () => openMaker({ ...options, signal: undefined }), signal)
}
