import {
  graphProblems,
  openRunner,
  type DeviceLife,
  type LoadRequest,
  type Runner,
  type WorkerChannel,
} from '@facegan/core'
import { devices, type ConcreteDevice } from './devices.ts'
import type { InferenceSettings } from './inference-settings.ts'
import { openWorkerChannel } from './worker-channel.ts'
import { openPool } from './worker-pool.ts'

export type OpenRequest = Pick<LoadRequest<InferenceSettings>, 'manifest' | 'model'>

/**
 * Threads of ours with one thread of ONNX Runtime each make half as many faces again as one of ours with several of
 * its own, at half the CPU time: its threads wait for each other by spinning, layer by layer, and ours never do.
 * Beyond this many, memory (some 40 MB each) counts for more, and every one of ours gets several of its own.
 */
const mostWorkers = 8

/**
 * Opens a graph on one device: a GPU in one thread, the CPU in as many as it was given.
 *
 * @param request may still be on its way: the thread loads ONNX Runtime meanwhile
 * @throws what the request rejects with; InvalidModelError, WorkerCrashedError, or Error with ONNX Runtime's message
 */
export async function openOnDevice(
  device: ConcreteDevice,
  threads: number,
  request: Promise<OpenRequest>,
  life: DeviceLife,
): Promise<Runner> {
  const { worker, executionProvider, environment = {} } = devices[device]
  for (const [name, value] of Object.entries(environment)) process.env[name] ??= value
  const workers = onProcessor(device) ? Math.min(threads, mostWorkers) : 1
  const settings = { executionProvider, threads: Math.max(1, Math.floor(threads / workers)) }

  async function open(onCrash: DeviceLife['onCrash']): Promise<Runner> {
    const entry = new URL(worker, import.meta.url)
    const channel = openWorkerChannel<InferenceSettings>(entry, life.holdsProcess)
    const { manifest, model } = await orTerminate(channel, request)
    // a copy: the buffer is moved to the worker, and the next one needs the bytes again
    const load = { manifest, model: model.slice(), settings }
    const runner = await openRunner(channel, load, (graph) => graphProblems(manifest, graph))
    channel.onCrash(onCrash)
    return runner
  }
  return workers === 1 ? open(life.onCrash) : openPool(open, workers, life.onCrash)
}

async function orTerminate<T>(channel: WorkerChannel<InferenceSettings>, promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    await channel.terminate()
    throw error
  }
}

function onProcessor(device: ConcreteDevice): boolean {
  return device === 'cpu' || device === 'wasm'
}
