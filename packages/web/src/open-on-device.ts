import { FaceganError, openRunner, type DeviceLife, type Runner } from '@facegan/core'
import { startDevice, type ConcreteDevice } from './devices.ts'
import type { ResolvedLoadOptions } from './load-options.ts'
import type { ModelSource } from './model-source.ts'
import { openWorkerChannel } from './worker-channel.ts'

/**
 * Opens a graph on one device, in a worker of its own. Where to start is tried at once, and only a failure makes it worth
 * a look what is missing; a GPU needs 27 MB, which are worth a look before.
 *
 * @param reading may still be under way: the worker fetches and compiles ONNX Runtime meanwhile
 * @throws what the reading rejects with; InvalidModelError, WorkerCrashedError, or Error with what is missing
 */
export async function openOnDevice(
  device: ConcreteDevice,
  options: ResolvedLoadOptions,
  reading: Promise<ModelSource>,
  life: Pick<DeviceLife, 'onCrash'>,
): Promise<Runner> {
  if (device !== startDevice) await refuseMissing(device, options)
  try {
    return await open(device, options, reading, life)
  } catch (cause) {
    if (device === startDevice && !FaceganError.isInstance(cause)) await refuseMissing(device, options)
    throw cause
  }
}

/** @throws Error with what is missing, and how to get it */
async function refuseMissing(device: ConcreteDevice, { device: asked }: ResolvedLoadOptions): Promise<void> {
  const { lookForDevice } = await import('./look-for-device.ts')
  const { available, detail, hint, unpromising } = await lookForDevice(device)
  if (!available) throw new Error(`${detail}; ${hint}`)
  if (asked === 'auto' && unpromising) throw new Error(unpromising)
}

async function open(
  device: ConcreteDevice,
  { threads, assets }: ResolvedLoadOptions,
  reading: Promise<ModelSource>,
  { onCrash }: Pick<DeviceLife, 'onCrash'>,
): Promise<Runner> {
  const settings = { threads, wasmFolder: assets.wasm }
  const channel = openWorkerChannel(device, assets.worker?.[device], settings)
  const { manifest, bytes, problemsOf } = await reading.catch(async (error: unknown) => {
    await channel.terminate()
    throw error
  })
  // a copy: the buffer is moved to the worker, and the next device needs the bytes again
  const runner = await openRunner(channel, { manifest, model: bytes.slice(), settings }, problemsOf)
  channel.onCrash(onCrash)
  return runner
}
