import { drawFaces, type InferenceSession } from './draw-faces.ts'
import { messageOf } from './errors.ts'
import type { Channel, LoadRequest, WorkerReply, WorkerRequest } from './protocol.ts'

/**
 * The worker's side: answers each request in turn, never dies of one.
 *
 * @param open opens a session with one runtime
 */
export function serveRunner<Settings>(
  channel: Channel<WorkerReply, WorkerRequest<Settings>>,
  open: (request: LoadRequest<Settings>) => Promise<InferenceSession>,
): void {
  let loaded: { session: InferenceSession; manifest: LoadRequest<Settings>['manifest'] } | undefined
  // One run at a time: ONNX Runtime on the web allows no more, and natively the threads are shared anyway.
  let turn = Promise.resolve()

  async function answer(request: WorkerRequest<Settings>): Promise<void> {
    try {
      if (request.type === 'load') {
        const { manifest } = request.load
        const session = await open(request.load)
        loaded = { session, manifest }
        channel.post({ id: request.id, type: 'loaded', graph: session.graph }, [])
        return
      }
      if (!loaded) throw new Error('no model is loaded')
      const pixels = await drawFaces(loaded.session, loaded.manifest, request, request.count)
      channel.post({ id: request.id, type: 'pixels', pixels }, [pixels.buffer])
    } catch (error) {
      channel.post({ id: request.id, type: 'failed', message: messageOf(error) }, [])
    }
  }

  channel.onMessage((request) => {
    turn = turn.then(() => answer(request))
  })
}
