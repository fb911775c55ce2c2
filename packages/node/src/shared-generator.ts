import { SharedGenerators } from '@facegan/core'
import { openGenerator, type NodeFaceGenerator } from './load-generator.ts'
import type { ResolvedLoadOptions } from './load-options.ts'

const shared = new SharedGenerators<NodeFaceGenerator>()

/** The generator behind `generateFaces` and `streamFaces`, kept for further calls with the same options. */
export function sharedGenerator(options: ResolvedLoadOptions): Promise<NodeFaceGenerator> {
  const { model, device, threads, integrity, signal } = options
  const key = JSON.stringify([model, device, threads, integrity])
  return shared.get(key, (forget) => openGenerator({ ...options, signal: undefined }, forget), signal)
}
