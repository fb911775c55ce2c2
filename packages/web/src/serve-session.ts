import { serveRunner, type WorkerReply, type WorkerRequest } from '@facegan/core'
import { openSession, type Runtime, type SessionSettings } from './session.ts'
import { holdLifeLock } from './worker-life.ts'

/** The body of every inference worker. */
export function serveSession(runtime: Runtime): void {
  const scope = self as unknown as DedicatedWorkerGlobalScope
  // ONNX Runtime starts its threads by loading this very script again, under this name
  if (scope.name.startsWith('em-pthread')) return
  serveRunner<SessionSettings>(
    {
      post: (reply: WorkerReply, transfer) => scope.postMessage(reply, transfer),
      onMessage: (listener) =>
        scope.addEventListener('message', ({ data }: MessageEvent<WorkerRequest<SessionSettings>>) =>
          listener(data),
        ),
    },
    (request) => openSession(runtime, request),
  )
  void holdLifeLock().then((sign) => scope.postMessage(sign, []))
}
