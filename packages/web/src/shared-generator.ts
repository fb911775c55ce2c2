import { SharedGenerators } from '@facegan/core'
import { openGenerator, type WebFaceGenerator } from './load-generator.ts'
import type { ResolvedLoadOptions } from './load-options.ts'

const shared = new SharedGenerators<WebFaceGenerator>()

/** The generator behind `generateFaces` and `streamFaces`, kept for further calls with the same options. */
export function sharedGenerator(options: ResolvedLoadOptions): Promise<WebFaceGenerator> {
  const { model, device, threads, assets, signal } = options
  const key = JSON.stringify([new URL(model, document.baseURI), device, threads, assets])
  return shared.get(key, (forget) => openGenerator({ ...options, signal: undefined }, forget), signal)
}
