import {
  FaceganError,
  InvalidModelError,
  NoDeviceError,
  createGenerator,
  messageOf,
  type DeviceAttempt,
  type FaceGenerator,
  type Runner,
} from '@facegan/core'
import { concreteDevices, devices, type ConcreteDevice } from './devices.ts'
import { NodeFace } from './face.ts'
import { resolveLoadOptions, type LoadOptions, type ResolvedLoadOptions } from './load-options.ts'
import { readSource, type ModelSource } from './model-source.ts'
import { openOnDevice } from './open-on-device.ts'

/** A loaded model: the network in a thread of its own, faces with Node's ways to save them. */
export type NodeFaceGenerator = FaceGenerator<NodeFace, ConcreteDevice>

/**
 * Loads a model once for many calls. Dispose it to free its thread; a process that forgets to still ends.
 *
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InvalidModelError on a model that is not whole
 * @throws OfflineError when it would have to be fetched and may not be
 * @throws NoDeviceError when the device that was asked for cannot run it
 */
export async function loadGenerator(options: LoadOptions = {}): Promise<NodeFaceGenerator> {
  return openGenerator(resolveLoadOptions(options), () => {})
}

/** @param onCrash called when the generator's thread died, in a call or between calls */
export async function openGenerator(
  { model, device, threads, ...reading }: ResolvedLoadOptions,
  onCrash: () => void,
): Promise<NodeFaceGenerator> {
  const { signal } = reading
  signal?.throwIfAborted()
  const candidates = device === 'auto' ? concreteDevices : [device]
  const skipped: DeviceAttempt[] = []
  if (device !== 'auto') refuseMissing(device)
  const source = await readSource(model, reading)

  for (const candidate of candidates) {
    const { available, detail } = devices[candidate].look()
    if (!available) {
      skipped.push({ device: candidate, cause: new Error(detail) })
      continue
    }
    try {
      // a copy: the buffer is moved to the worker, and the next device may need the bytes again
      const bytes = candidate === 'cpu' ? source.bytes : source.bytes.slice()
      const runner = await openOnDevice(
        candidate,
        { manifest: source.manifest, model: bytes, threads },
        onCrash,
      )
      if (signal?.aborted) await runner.dispose()
      signal?.throwIfAborted()
      return assemble(source, candidate, skipped, runner)
    } catch (cause) {
      signal?.throwIfAborted()
      if (cause instanceof InvalidModelError) throw cause // no device can run another network
      // The CPU can run every graph that ONNX Runtime can read: what fails there is the model, not the device.
      if (candidate === 'cpu' && !FaceganError.isInstance(cause))
        throw new InvalidModelError(source.generatorWhere, [messageOf(cause)], cause)
      if (candidate === 'cpu') throw cause
      skipped.push({ device: candidate, cause })
    }
  }
  throw new NoDeviceError(skipped, devices[candidates[0]].remedy)
}

function refuseMissing(device: ConcreteDevice): void {
  const { available, detail, hint } = devices[device].look()
  if (available) return
  throw new NoDeviceError([{ device, cause: new Error(detail) }], hint ?? "use `device: 'auto'`")
}

function assemble(
  { manifest }: ModelSource,
  device: ConcreteDevice,
  skipped: readonly DeviceAttempt[],
  runner: Runner,
): NodeFaceGenerator {
  const model = { name: manifest.name, sha256: manifest.files.generator.sha256 }
  return createGenerator({ manifest, device, skipped, runner, makeFace: (face) => new NodeFace(face, model) })
}
