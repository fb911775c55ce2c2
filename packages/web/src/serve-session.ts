import { serveRunner, type WorkerReply, type WorkerRequest } from '@facegan/core'
import { openSession, startRuntime, type Runtime, type SessionSettings } from './session.ts'
import { holdLifeLock } from './worker-life.ts'

/** The page's first message, sent before it has the model. */
export interface StartMessage {
  readonly start: SessionSettings
}

type Incoming = StartMessage | WorkerRequest<SessionSettings>

/** The body of every inference worker. */
export function serveSession(runtime: Runtime): void {
  const scope = self as unknown as DedicatedWorkerGlobalScope
  // ONNX Runtime starts its threads by loading this very script again, under this name
  if (scope.name.startsWith('em-pthread')) return
  let started: Promise<void> | undefined
  serveRunner<SessionSettings>(
    {
      post: (reply: WorkerReply, transfer) => scope.postMessage(reply, transfer),
      onMessage: (listener) =>
        scope.addEventListener('message', ({ data }: MessageEvent<Incoming>) => {
          if ('start' in data) started = startRuntime(runtime, data.start)
          else listener(data)
        }),
    },
    async (request) => {
      await started
      return openSession(runtime, request)
    },
  )
  void holdLifeLock().then((sign) => scope.postMessage(sign, []))
}
