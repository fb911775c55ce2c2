import { describe, expect, it } from 'vitest'
import type { InferenceSession } from './draw-faces.ts'
import type { WorkerReply, WorkerRequest } from './protocol.ts'
import { fakeManifest } from './testing/fake-model.ts'
import { serveRunner } from './worker-server.ts'

const graph = {
  inputs: [{ name: 'z', type: 'float32', shape: ['N', 4] }],
  outputs: [{ name: 'rgba', type: 'int32', shape: ['N', 2, 2] }],
}

function serve(open: (settings: string) => Promise<InferenceSession>) {
  const replies: { message: WorkerReply; transfer: ArrayBuffer[] }[] = []
  const listeners: ((request: WorkerRequest<string>) => void)[] = []
  serveRunner<string>(
    {
      post: (message, transfer) => void replies.push({ message, transfer }),
      onMessage: (listener) => void listeners.push(listener),
    },
    ({ settings }) => open(settings),
  )
  return {
    replies,
    ask: (request: WorkerRequest<string>) => listeners.forEach((listener) => listener(request)),
  }
}

const load = {
  id: 0,
  type: 'load',
  load: { manifest: fakeManifest, model: new Uint8Array(0), settings: 'settings' },
} as const
const run = (id: number, count = 1) =>
  ({ id, type: 'run', latents: new Float32Array(4 * count), noise: new Float32Array(0), count }) as const

const session = (data: Int32Array<ArrayBuffer>): InferenceSession => ({ graph, run: async () => data })

describe('serveRunner', () => {
  it('opens, tells what graph it found, runs, and moves the pixels out', async () => {
    const { replies, ask } = serve(async () => session(Int32Array.of(1, 2, 3, 4)))
    ask(load)
    ask(run(1))
    await expect.poll(() => replies.length).toBe(2)
    expect(replies[0].message).toEqual({ id: 0, type: 'loaded', graph })
    const { message, transfer } = replies[1]
    expect(message).toMatchObject({ id: 1, type: 'pixels' })
    expect(message.type === 'pixels' && transfer[0] === message.pixels.buffer).toBe(true)
  })

  it('copies pixels out of a larger buffer, which must not be moved', async () => {
    const pool = new Int32Array(100)
    const { replies, ask } = serve(async () => session(pool.subarray(8, 12)))
    ask(load)
    ask(run(1))
    await expect.poll(() => replies.length).toBe(2)
    expect(replies[1].transfer.map(({ byteLength }) => byteLength)).toEqual([16])
    expect(replies[1].transfer[0]).not.toBe(pool.buffer)
  })

  it('answers a failure to open and goes on', async () => {
    const { replies, ask } = serve(async () => Promise.reject(new Error('no such provider')))
    ask(load)
    ask(run(1))
    await expect.poll(() => replies.length).toBe(2)
    expect(replies.map(({ message }) => message)).toEqual([
      { id: 0, type: 'failed', message: 'no such provider' },
      { id: 1, type: 'failed', message: 'no model is loaded' },
    ])
  })

  it('refuses an output of the wrong size, with both numbers', async () => {
    const { replies, ask } = serve(async () => session(new Int32Array(7)))
    ask(load)
    ask(run(1, 2))
    await expect.poll(() => replies.length).toBe(2)
    expect(replies[1].message).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(/gave 7 .* expected 8/),
    })
  })

  it('runs one request at a time, in order', async () => {
    let running = 0
    let most = 0
    const slow: InferenceSession = {
      graph,
      async run() {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 2))
        running--
        return new Int32Array(4)
      },
    }
    const { replies, ask } = serve(async () => slow)
    for (const request of [load, run(1), run(2), run(3)]) ask(request)
    await expect.poll(() => replies.length).toBe(4)
    expect(replies.map(({ message }) => message.id)).toEqual([0, 1, 2, 3])
    expect(most).toBe(1)
  })
})
