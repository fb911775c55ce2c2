import { createGenerator, type FaceGenerator } from '@facegan/core'
import type { ConcreteDevice } from './devices.ts'
import type { WebFace } from './face.ts'
import { resolveLoadOptions, type LoadOptions } from './load-options.ts'
import { openMaker } from './open-maker.ts'

/** A loaded model: the network in a worker of its own, faces with a page's ways to show them. */
export type WebFaceGenerator = FaceGenerator<WebFace, ConcreteDevice>

/**
 * Loads a model once for many calls. Dispose it to free its worker.
 *
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InvalidModelError on a model that is not whole
 * @throws NoDeviceError when the device that was asked for cannot run it
 * @throws WorkerScriptError when the page is not set up for it
 */
export async function loadGenerator(options: LoadOptions = {}): Promise<WebFaceGenerator> {
  return createGenerator(await openMaker(resolveLoadOptions(options)))
}
