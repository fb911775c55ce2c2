import { DisposedError, InvalidModelError, WorkerCrashedError } from './errors.ts'
import type { Runner } from './face-maker.ts'
import type { GraphSignature } from './graph.ts'
import type { LoadRequest, WorkerChannel, WorkerReply, WorkerRequest } from './protocol.ts'

/**
 * Loads a model in a worker and gives a `Runner` that talks to it.
 *
 * A worker that dies rejects everything in flight and everything after; nothing is left waiting.
 *
 * @param problemsOf where the graph is not the one of the manifest: `graphProblems`
 * @throws InvalidModelError when there are any
 * @throws Error with the runtime's own message when it cannot open the graph on this device
 */
export async function openRunner<Settings>(
  channel: WorkerChannel<Settings>,
  load: LoadRequest<Settings>,
  problemsOf: (graph: GraphSignature) => readonly string[],
): Promise<Runner> {
  const pending = new Map<
    number,
    { resolve: (reply: WorkerReply) => void; reject: (error: unknown) => void }
  >()
  let nextId = 0
  let ended: Error | undefined

  function end(error: Error): void {
    ended ??= error
    for (const { reject } of pending.values()) reject(ended)
    pending.clear()
  }

  channel.onMessage((reply) => {
    const request = pending.get(reply.id)
    pending.delete(reply.id)
    if (reply.type === 'failed') request?.reject(new Error(reply.message))
    else request?.resolve(reply)
  })
  channel.onCrash((cause) => end(new WorkerCrashedError(cause)))

  function ask(request: WithoutId<WorkerRequest<Settings>>, transfer: ArrayBuffer[]): Promise<WorkerReply> {
    if (ended) return Promise.reject(ended)
    const id = nextId++
    return new Promise((resolve, reject) => {
      pending.set(id, { resolve, reject })
      channel.post({ ...request, id }, transfer)
    })
  }

  async function dispose(): Promise<void> {
    end(new DisposedError())
    await channel.terminate()
  }

  try {
    const reply = await ask({ type: 'load', load }, [load.model.buffer])
    if (reply.type !== 'loaded') throw new Error(`expected a loaded model, got ${reply.type}`)
    const problems = problemsOf(reply.graph)
    if (problems.length > 0) throw new InvalidModelError(load.manifest.files.generator.path, problems)
  } catch (error) {
    await channel.terminate()
    throw error
  }
  return {
    async run(numbers, count) {
      // latents are copied, not moved: faces keep theirs, and a batch is a few kilobytes
      const reply = await ask({ type: 'run', ...numbers, count }, [])
      if (reply.type !== 'pixels') throw new Error(`expected pixels, got ${reply.type}`)
      return reply.pixels
    },
    dispose,
  }
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
