import { parentPort, workerData } from 'node:worker_threads'
import { serveRunner } from '@facegan/core'
import type { InferenceSettings } from './inference-settings.ts'
import { NativeGuard } from './native-guard.ts'
import { openSession } from './session.ts'

// The thread's entry. Only here is ONNX Runtime loaded, so that no run ever blocks the main thread.
const port = parentPort
if (!port) throw new Error('this module is the entry of a worker thread')
const guard = new NativeGuard(workerData as SharedArrayBuffer)
serveRunner<InferenceSettings>(
  {
    post: (message, transfer) => port.postMessage(message, transfer),
    onMessage: (listener) => port.on('message', listener),
  },
  (request) => openSession(request, guard),
)
