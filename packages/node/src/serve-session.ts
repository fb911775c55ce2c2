import { parentPort, workerData } from 'node:worker_threads'
import { serveRunner } from '@facegan/core/worker-server' // alone: a thread has no use for the rest
import type { InferenceSettings } from './inference-settings.ts'
import { NativeGuard } from './native-guard.ts'
import { openSession, type Runtime } from './session.ts'

/** The body of every inference thread. */
export function serveSession(runtime: Runtime): void {
  const port = parentPort
  if (!port) throw new Error('this module is the entry of a worker thread')
  const guard = new NativeGuard(workerData as SharedArrayBuffer)
  serveRunner<InferenceSettings>(
    {
      post: (message, transfer) => port.postMessage(message, transfer),
      onMessage: (listener) => port.on('message', listener),
    },
    (request) => openSession(runtime, request, guard),
  )
}
