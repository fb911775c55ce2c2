import {
  FaceganError,
  InvalidModelError,
  NoDeviceError,
  WorkerCrashedError,
  createFaceMaker,
  messageOf,
  type DeviceAttempt,
  type FaceMaker,
  type OpenDevice,
} from '@facegan/core'
import { fasterDevices, startDevice, type ConcreteDevice } from './devices.ts'
import { WebFace } from './face.ts'
import type { ResolvedLoadOptions } from './load-options.ts'
import { readModel, type ModelSource } from './model-source.ts'
import { openOnDevice } from './open-on-device.ts'
import { StartRunner } from './start-runner.ts'

/** A loaded model that makes the faces of seeds. */
export type WebFaceMaker = FaceMaker<WebFace, ConcreteDevice>

/**
 * Loads a model.
 *
 * @throws what `loadGenerator` throws
 */
export async function openMaker(options: ResolvedLoadOptions): Promise<WebFaceMaker> {
  const { device, signal } = options
  signal?.throwIfAborted()
  warnOfPlainHttp()
  const reading = readModel(options)
  reading.catch(() => {}) // awaited by the device that is opened
  const start = device === 'auto' ? startDevice : device
  const skipped: DeviceAttempt[] = []
  const open: OpenDevice<ConcreteDevice> = (candidate, life) =>
    openOnDevice(candidate, options, reading, life)
  try {
    // in between two batches nobody is told of a crash: the next one finds out
    const first = await open(start, { onCrash: () => {}, holdsProcess: () => true })
    const runner = new StartRunner(start, first, async () => {
      const { DeviceRunner, rememberingTrials } = await import('./device-runner.ts')
      return DeviceRunner.adopt(start, first, {
        open,
        fallback: startDevice,
        faster: device === 'auto' ? fasterDevices : [],
        skipped,
        ...rememberingTrials(await reading, options),
      })
    })
    if (signal?.aborted) await runner.dispose()
    signal?.throwIfAborted()
    return assemble(await reading, runner, skipped)
  } catch (cause) {
    signal?.throwIfAborted()
    throw (
      (await faultOfAnother(cause, reading)) ??
      new NoDeviceError(
        [{ device: start, cause }],
        "use `device: 'wasm'`, or see what `probeDevices()` says is missing",
      )
    )
  }
}

/** The error to raise where it is not the device's fault: no other one would do better. */
async function faultOfAnother(cause: unknown, reading: Promise<ModelSource>): Promise<unknown> {
  if (cause instanceof WorkerCrashedError && FaceganError.isInstance(cause.cause)) return cause.cause
  if (FaceganError.isInstance(cause)) return cause
  // ONNX Runtime's INVALID_ARGUMENT, INVALID_PROTOBUF, NOT_IMPLEMENTED and INVALID_GRAPH
  if (!/ERROR_CODE: (2|7|9|10)\b/.test(messageOf(cause))) return undefined
  return new InvalidModelError((await reading).generatorWhere, [messageOf(cause)], cause)
}

function assemble(
  { manifest }: ModelSource,
  runner: StartRunner,
  skipped: readonly DeviceAttempt[],
): WebFaceMaker {
  const model = { name: manifest.name, sha256: manifest.files.generator.sha256 }
  return createFaceMaker({
    manifest,
    runner,
    skipped,
    get device() {
      return runner.device
    },
    makeFace: (face) => new WebFace(face, model),
  })
}

let warned = false

function warnOfPlainHttp(): void {
  if (isSecureContext || warned) return
  warned = true
  console.warn(
    'facegan: this page came over plain http, where browsers keep no models and have no WebGPU. Serve it over https.',
  )
}
