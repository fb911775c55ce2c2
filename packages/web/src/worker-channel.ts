import type { WorkerChannel, WorkerReply } from '@facegan/core'
import type { ConcreteDevice } from './devices.ts'
import { WorkerScriptError } from './errors.ts'
import type { StartMessage } from './serve-session.ts'
import type { SessionSettings } from './session.ts'
import { isLifeSign, watchLifeLock, type LifeSign } from './worker-life.ts'

/**
 * One script a device, each with one build of ONNX Runtime, so that WebGPU's is fetched only when it is used. Not one
 * script with two lazy imports: bundlers fold those into one file by default (Vite's `worker.format`), and ONNX
 * Runtime's threads, which load the script that they find themselves in, would then not start.
 * Bundlers look for exactly these expressions.
 */
const scripts: Readonly<Record<ConcreteDevice, () => Worker>> = Object.freeze({
  webgpu: () => new Worker(new URL('./webgpu-worker.js', import.meta.url), { type: 'module' }),
  wasm: () => new Worker(new URL('./wasm-worker.js', import.meta.url), { type: 'module' }),
})

/**
 * Starts the inference worker, and ONNX Runtime in it. Whatever ends it reaches `onCrash`, unless it was asked to end.
 *
 * @param address of the worker's script; undefined for where the bundler placed it
 * @throws WorkerScriptError when the browser refuses the address at once
 */
export function openWorkerChannel(
  device: ConcreteDevice,
  address: string | URL | undefined,
  settings: SessionSettings,
): WorkerChannel<SessionSettings> {
  const where = address === undefined ? 'where the bundler placed it' : String(address)
  const worker = startWorker(device, address, where)
  let started = false
  let listeners: ((cause: unknown) => void)[] = []
  let crash: { cause: unknown } | undefined
  function crashed(cause: unknown): void {
    worker.terminate() // an uncaught error leaves a worker running, but in what state nobody knows
    crash ??= { cause }
    for (const listener of listeners) listener(cause)
  }
  worker.addEventListener('messageerror', () => crashed(new Error('a message could not be read')))
  worker.addEventListener('error', (event) => {
    event.preventDefault() // it is told to the caller, so not to the console as well
    const cause = new Error(event.message || 'its script could not be loaded')
    crashed(started ? cause : new WorkerScriptError(where, cause))
  })
  let listen: ((reply: WorkerReply) => void) | undefined
  worker.addEventListener('message', ({ data }: MessageEvent<LifeSign | WorkerReply>) => {
    if (!isLifeSign(data)) return listen?.(data)
    started = true
    watchLifeLock(data, () => crashed(new Error('it ended without saying why')))
  })
  worker.postMessage({ start: settings } satisfies StartMessage, [])
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    onMessage: (listener) => void (listen = listener),
    onCrash(listener) {
      listeners.push(listener)
      if (crash) listener(crash.cause) // it may die while the page still waits for the model
    },
    async terminate() {
      listeners = []
      worker.terminate()
    },
  }
}

function startWorker(device: ConcreteDevice, address: string | URL | undefined, where: string): Worker {
  try {
    return address === undefined ? scripts[device]() : new Worker(address, { type: 'module' })
  } catch (error) {
    throw new WorkerScriptError(where, error)
  }
}
