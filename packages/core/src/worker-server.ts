import { messageOf } from './errors.ts'
import { outputSize, type GraphSignature } from './graph.ts'
import { toRgba, type OutputData } from './pixels.ts'
import type { Channel, LoadRequest, WorkerReply, WorkerRequest } from './protocol.ts'

/** One loaded network: latents [N,Z] in, its raw output tensor out. */
export interface InferenceSession {
  readonly graph: GraphSignature
  run(latents: Float32Array<ArrayBuffer>, count: number): Promise<OutputData>
}

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
        loaded = { session: await open(request.load), manifest: request.load.manifest }
        channel.post({ id: request.id, type: 'loaded', graph: loaded.session.graph }, [])
        return
      }
      if (!loaded) throw new Error('no model is loaded')
      const output = await loaded.session.run(request.latents, request.count)
      const expected = request.count * outputSize(loaded.manifest)
      if (output.length !== expected)
        throw new Error(
          `the network gave ${output.length} numbers for ${request.count} faces, expected ${expected}`,
        )
      const pixels = ownPixels(toRgba(output, loaded.manifest))
      channel.post({ id: request.id, type: 'pixels', pixels }, [pixels.buffer])
    } catch (error) {
      channel.post({ id: request.id, type: 'failed', message: messageOf(error) }, [])
    }
  }

  channel.onMessage((request) => {
    turn = turn.then(() => answer(request))
  })
}

/** A view of a larger buffer (WASM memory, a pooled tensor) cannot be transferred: copy it out first. */
function ownPixels(pixels: Uint8ClampedArray<ArrayBuffer>): Uint8ClampedArray<ArrayBuffer> {
  return pixels.byteLength === pixels.buffer.byteLength ? pixels : pixels.slice()
}
