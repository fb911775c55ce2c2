import { describe, expect, it } from 'vitest'
import { DisposedError, InvalidModelError, WorkerCrashedError } from './errors.ts'
import type { WorkerChannel, WorkerReply, WorkerRequest } from './protocol.ts'
import { fakeManifest } from './testing/fake-model.ts'
import { openRunner } from './worker-client.ts'

type Request = WorkerRequest<string>
type Answer = (request: Request) => Omit<WorkerReply, 'id'> | undefined

/** A worker in this thread; `undefined` leaves a request unanswered. */
function fakeWorker(answer: Answer) {
  let reply: (message: WorkerReply) => void
  let crash: (cause: unknown) => void
  const seen: Request[] = []
  const moved: ArrayBuffer[] = []
  const state = { terminated: 0 }
  const channel: WorkerChannel<string> = {
    post(request, transfer) {
      seen.push(request)
      moved.push(...transfer)
      const message = answer(request)
      if (message) queueMicrotask(() => reply({ ...message, id: request.id } as WorkerReply))
    },
    onMessage: (listener) => void (reply = listener),
    onCrash: (listener) => void (crash = listener),
    terminate: async () => void state.terminated++,
  }
  return {
    channel,
    seen,
    moved,
    state,
    crash: (cause: unknown) => crash(cause),
    reply: (m: WorkerReply) => reply(m),
  }
}

const graph = { inputs: [], outputs: [{ name: 'rgba', type: 'int32', shape: [] }] }
const good: Answer = ({ type }) =>
  type === 'load'
    ? { type: 'loaded', graph }
    : ({ type: 'pixels', pixels: new Uint8ClampedArray(16) } as never)
const silent: Answer = (request) => (request.type === 'load' ? good(request) : undefined)

function open(worker: ReturnType<typeof fakeWorker>) {
  const load = { manifest: fakeManifest, model: new Uint8Array(8), settings: 'settings' }
  return openRunner(worker.channel, load, ({ outputs }) =>
    outputs.length === 0 ? ['it puts out nothing'] : [],
  )
}

const latents = () => ({ latents: new Float32Array(4), noise: new Float32Array(0) })

describe('openRunner', () => {
  it('hands the model over and gives pixels back', async () => {
    const worker = fakeWorker(good)
    const runner = await open(worker)
    expect(worker.moved.map(({ byteLength }) => byteLength)).toEqual([8])
    expect(await runner.run(latents(), 1)).toHaveLength(16)
    expect(worker.seen.map(({ id, type }) => [id, type])).toEqual([
      [0, 'load'],
      [1, 'run'],
    ])
  })

  it('matches replies to requests by id, in any order', async () => {
    const worker = fakeWorker(silent)
    const runner = await open(worker)
    const [first, second] = [runner.run(latents(), 1), runner.run(latents(), 1)]
    worker.reply({ id: 2, type: 'pixels', pixels: Uint8ClampedArray.of(2) })
    worker.reply({ id: 1, type: 'pixels', pixels: Uint8ClampedArray.of(1) })
    expect([(await first)[0], (await second)[0]]).toEqual([1, 2])
  })

  it('ends the worker when the model does not load', async () => {
    const worker = fakeWorker(() => ({ type: 'failed', message: 'no such operator' }) as never)
    await expect(open(worker)).rejects.toThrow('no such operator')
    expect(worker.state.terminated).toBe(1)
  })

  it('ends the worker when the graph is not the one of the manifest', async () => {
    const worker = fakeWorker(() => ({ type: 'loaded', graph: { inputs: [], outputs: [] } }) as never)
    const refusal = await open(worker).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(InvalidModelError)
    expect(refusal).toMatchObject({ message: expect.stringContaining('it puts out nothing') })
    expect(worker.state.terminated).toBe(1)
  })

  it('rejects when the worker dies while it loads', async () => {
    const worker = fakeWorker(() => undefined)
    const opening = open(worker)
    worker.crash(new Error('out of memory'))
    await expect(opening).rejects.toThrow(WorkerCrashedError)
    expect(worker.state.terminated).toBe(1)
  })

  it('a failed run rejects alone; the worker goes on', async () => {
    let runs = 0
    const worker = fakeWorker((request) =>
      request.type === 'run' && runs++ === 0
        ? ({ type: 'failed', message: 'bad run' } as never)
        : good(request),
    )
    const runner = await open(worker)
    await expect(runner.run(latents(), 1)).rejects.toThrow('bad run')
    expect(await runner.run(latents(), 1)).toHaveLength(16)
  })

  it('a crash rejects everything in flight and everything after, with its cause', async () => {
    const worker = fakeWorker(silent)
    const runner = await open(worker)
    const inFlight = [runner.run(latents(), 1), runner.run(latents(), 1)]
    const cause = new Error('segmentation fault')
    worker.crash(cause)
    worker.crash(new Error('it exited with code 1')) // the exit follows the error
    for (const outcome of await Promise.allSettled([...inFlight, runner.run(latents(), 1)])) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'FACEGAN_WORKER_CRASHED', cause } })
    }
  })

  it('dispose rejects everything in flight and everything after, and ends the worker', async () => {
    const worker = fakeWorker(silent)
    const runner = await open(worker)
    const inFlight = runner.run(latents(), 1)
    const disposal = runner.dispose()
    await expect(inFlight).rejects.toThrow(DisposedError)
    await expect(runner.run(latents(), 1)).rejects.toThrow(DisposedError)
    await disposal
    expect(worker.state.terminated).toBe(1)
  })

  it('ignores a reply that nobody waits for', async () => {
    const worker = fakeWorker(good)
    const runner = await open(worker)
    worker.reply({ id: 99, type: 'failed', message: 'who?' })
    expect(await runner.run(latents(), 1)).toHaveLength(16)
  })
})
