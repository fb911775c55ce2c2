import {
  DeviceRunner,
  FaceganError,
  InvalidModelError,
  NoDeviceError,
  createFaceMaker,
  createGenerator,
  messageOf,
  type DeviceAttempt,
  type FaceGenerator,
  type OpenDevice,
  type Runner,
} from '@facegan/core'
import { devices, fasterDevices, startDevices, type ConcreteDevice } from './devices.ts'
import { NodeFace } from './face.ts'
import { resolveLoadOptions, type LoadOptions, type ResolvedLoadOptions } from './load-options.ts'
import { isSoftwareAdapter } from './look-for-webgpu.ts'
import { readSource, type ModelSource } from './model-source.ts'
import { openOnDevice } from './open-on-device.ts'

/** A loaded model: the network in threads of its own, faces with Node's ways to save them. */
export type NodeFaceGenerator = FaceGenerator<NodeFace, ConcreteDevice>

/**
 * Loads a model once for many calls. Dispose it to free its threads; a process that forgets to still ends.
 *
 * @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, InvalidModelError on a model that is not whole
 * @throws OfflineError when it would have to be fetched and may not be
 * @throws NoDeviceError when the device that was asked for cannot run it
 */
export async function loadGenerator(options: LoadOptions = {}): Promise<NodeFaceGenerator> {
  return openGenerator(resolveLoadOptions(options))
}

export async function openGenerator(options: ResolvedLoadOptions): Promise<NodeFaceGenerator> {
  const { model, device, threads, onDeviceChange, signal } = options
  signal?.throwIfAborted()
  if (device !== 'auto') refuseMissing(device)
  const reading = readSource(model, options)
  const request = reading.then(({ manifest, bytes }) => ({ manifest, model: bytes }))
  request.catch(() => {}) // awaited by the device that is opened, or told below
  const open: OpenDevice<ConcreteDevice> = (candidate, life) =>
    openOnDevice(candidate, threads, request, life)
  const { faster, skipped } = device === 'auto' ? candidates() : { faster: [], skipped: [] }

  for (const candidate of device === 'auto' ? startDevices : [device]) {
    const fallback = startDevices.includes(candidate) ? candidate : startDevices[0]
    const { available, detail } = devices[candidate].look()
    try {
      if (!available) throw new Error(detail)
      const runner = await DeviceRunner.start(candidate, {
        open,
        fallback,
        faster,
        skipped,
        onChange: onDeviceChange,
      })
      if (signal?.aborted) await runner.dispose()
      signal?.throwIfAborted()
      return assemble(await reading, runner, skipped)
    } catch (cause) {
      signal?.throwIfAborted()
      const final = faultOfModel(candidate, cause, await reading)
      if (final) throw final
      skipped.push({ device: candidate, cause })
    }
  }
  throw new NoDeviceError(skipped, devices[device === 'auto' ? 'cpu' : device].remedy)
}

/** What `'auto'` may try later, and what it need not. */
function candidates(): { faster: ConcreteDevice[]; skipped: DeviceAttempt[] } {
  const faster: ConcreteDevice[] = []
  const skipped: DeviceAttempt[] = []
  for (const device of fasterDevices) {
    const found = devices[device].look()
    if (found.available && !isSoftwareAdapter(found)) faster.push(device)
    else skipped.push({ device, cause: new Error(found.detail) })
  }
  return { faster, skipped }
}

/** The error to raise at once: no other device would do better. */
function faultOfModel(device: ConcreteDevice, cause: unknown, { generatorWhere }: ModelSource): unknown {
  if (cause instanceof InvalidModelError) return cause
  // The CPU can run every graph that ONNX Runtime can read: what fails there is the model, not the device.
  const readIt = device === 'cpu' && devices.cpu.look().available && !FaceganError.isInstance(cause)
  return readIt ? new InvalidModelError(generatorWhere, [messageOf(cause)], cause) : undefined
}

function refuseMissing(device: ConcreteDevice): void {
  const { available, detail, hint } = devices[device].look()
  if (available) return
  throw new NoDeviceError([{ device, cause: new Error(detail) }], hint ?? "use `device: 'auto'`")
}

function assemble(
  { manifest }: ModelSource,
  runner: DeviceRunner<ConcreteDevice>,
  skipped: readonly DeviceAttempt[],
): NodeFaceGenerator {
  const model = { name: manifest.name, sha256: manifest.files.generator.sha256 }
  const maker = createFaceMaker({
    manifest,
    runner: holdingProcess(runner),
    skipped,
    get device() {
      return runner.device
    },
    makeFace: (face) => new NodeFace(face, model),
  })
  return createGenerator(maker)
}

/** A trial of another device holds no process, but whoever waits for one in `warmup` does. */
function holdingProcess(runner: Runner): Runner {
  return {
    run: (numbers, count) => runner.run(numbers, count),
    async warmUp() {
      const alive = setInterval(() => {}, 2 ** 30)
      try {
        await runner.warmUp?.()
      } finally {
        clearInterval(alive)
      }
    },
    dispose: () => runner.dispose(),
  }
}
