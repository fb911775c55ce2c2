import {
  createGenerator,
  FaceganError,
  InvalidModelError,
  messageOf,
  NoDeviceError,
  openRunner,
  WorkerCrashedError,
  type DeviceAttempt,
  type FaceGenerator,
} from '@facegan/core'
import { automaticDevices, devices, type ConcreteDevice } from './devices.ts'
import { WebFace } from './face.ts'
import { resolveLoadOptions, type LoadOptions, type ResolvedLoadOptions } from './load-options.ts'
import { readModel, type ModelSource } from './model-source.ts'
import { openWorkerChannel } from './worker-channel.ts'

/** A loaded model: the network in a worker of its own, faces with a page's ways to show them. */
export type WebFaceGenerator = FaceGenerator<WebFace, ConcreteDevice>

/**
 * Loads a model once for many calls. Dispose it to free its worker.
 *
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InvalidModelError on a model that is not whole
 * @throws NoDeviceError when the device that was asked for cannot run it
 * @throws WorkerScriptError, InsecureContextError when the page is not set up for it
 */
export async function loadGenerator(options: LoadOptions = {}): Promise<WebFaceGenerator> {
  return openGenerator(resolveLoadOptions(options), () => {})
}

/** @param onCrash called when the generator's worker died, in a call or between calls */
export async function openGenerator(
  options: ResolvedLoadOptions,
  onCrash: () => void,
): Promise<WebFaceGenerator> {
  const { model, device, signal } = options
  signal?.throwIfAborted()
  const source = await readModel(model, signal)
  const skipped: DeviceAttempt[] = []
  for (const candidate of device === 'auto' ? automaticDevices : [device]) {
    try {
      return await openOn(candidate, source, options, skipped, onCrash)
    } catch (cause) {
      const final = faultOfAnother(cause, source)
      if (final) throw final
      skipped.push({ device: candidate, cause })
    }
    signal?.throwIfAborted()
  }
  throw new NoDeviceError(skipped, "use `device: 'wasm'`, or see what `probeDevices()` says is missing")
}

async function openOn(
  device: ConcreteDevice,
  { manifest, bytes }: ModelSource,
  { threads, assets }: ResolvedLoadOptions,
  skipped: readonly DeviceAttempt[],
  onCrash: () => void,
): Promise<WebFaceGenerator> {
  const { available, detail, hint } = await devices[device].look()
  if (!available) throw new Error(`${detail}; ${hint}`)
  const channel = openWorkerChannel(device, assets.worker?.[device], onCrash)
  // a copy: the buffer is moved to the worker, and the next device may need the bytes again
  const load = { manifest, model: bytes.slice(), settings: { threads, wasmFolder: assets.wasm } }
  const runner = await openRunner(channel, load)
  const model = { name: manifest.name, sha256: manifest.files.generator.sha256 }
  return createGenerator({ manifest, device, skipped, runner, makeFace: (face) => new WebFace(face, model) })
}

/** The error to raise at once when it is not the device's fault: no other one would do better. */
function faultOfAnother(cause: unknown, { generatorWhere }: ModelSource): unknown {
  if (cause instanceof WorkerCrashedError && FaceganError.isInstance(cause.cause)) return cause.cause
  if (FaceganError.isInstance(cause)) return cause
  // ONNX Runtime's INVALID_ARGUMENT, INVALID_PROTOBUF, NOT_IMPLEMENTED and INVALID_GRAPH
  if (/ERROR_CODE: (2|7|9|10)\b/.test(messageOf(cause)))
    return new InvalidModelError(generatorWhere, [messageOf(cause)], cause)
  return undefined
}
