import { SharedGenerators } from '@facegan/core'
import { openGenerator, type NodeFaceGenerator } from './load-generator.ts'
import type { ResolvedLoadOptions } from './load-options.ts'

const shared = new SharedGenerators<NodeFaceGenerator>()

/** The generator behind `generateFaces` and `streamFaces`, kept for further calls with the same options. */
export function sharedGenerator(options: ResolvedLoadOptions): Promise<NodeFaceGenerator> {
  const { model, device, threads, integrity, signal } = options
  const key = JSON.stringify([model, device, threads, integrity])
  // a crash is its own business: its next run opens the network again
  return shared.get(key, () => openGenerator({ ...options, signal: undefined }), signal)
}
