import { openRunner, type LoadRequest, type Runner } from '@facegan/core'
import { devices, type ConcreteDevice } from './devices.ts'
import type { InferenceSettings } from './inference-settings.ts'
import { openWorkerChannel } from './worker-channel.ts'

export interface OpenRequest extends Pick<LoadRequest<InferenceSettings>, 'manifest' | 'model'> {
  readonly threads: number
}

/**
 * Opens a graph on one device, in a thread of its own.
 *
 * @param onCrash called when the thread dies after it was opened
 * @throws InvalidModelError, WorkerCrashedError, or Error with ONNX Runtime's message
 */
export async function openOnDevice(
  device: ConcreteDevice,
  { manifest, model, threads }: OpenRequest,
  onCrash: () => void = () => {},
): Promise<Runner> {
  const { executionProvider, environment } = devices[device]
  for (const [name, value] of Object.entries(environment)) process.env[name] ??= value
  const channel = openWorkerChannel<InferenceSettings>(new URL('./worker.js', import.meta.url))
  const runner = await openRunner(channel, { manifest, model, settings: { executionProvider, threads } })
  channel.onCrash(onCrash)
  return runner
}
