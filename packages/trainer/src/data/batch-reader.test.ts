import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { BatchReader } from './batch-reader.ts'
import { PictureStream, type StreamedPictures } from './batches.ts'

/** Pictures of noise in shared memory, the last of them shown twice. */
function pictures(count: number, size = 3): StreamedPictures {
  const length = count * size * size * 3
  const pixels = new Uint8Array(new SharedArrayBuffer(length)).map((_, i) => (i * 2654435761) >>> 24)
  return { size, pixels, epoch: Uint32Array.from({ length: count + 1 }, (_, i) => Math.min(i, count - 1)) }
}

let reader: BatchReader | undefined
afterEach(() => reader?.dispose())

describe('batches from the thread', () => {
  it('are those of the stream, bit for bit, from any position and in any order of asking', async () => {
    const sequence = fc.record({
      position: fc.nat(300),
      count: fc.integer({ min: 1, max: 20 }),
      reads: fc.nat(6),
    })
    for (const settings of [
      { pictures: pictures(13), seed: 5, mirror: true },
      { pictures: pictures(40, 8), seed: 2 ** 31 - 1, mirror: false },
    ]) {
      const stream = new PictureStream(settings.pictures, settings.seed, settings.mirror)
      await using running = disposable(new BatchReader(settings))
      await fc.assert(
        fc.asyncProperty(sequence, fc.boolean(), async ({ position, count, reads }, recycling) => {
          for (let n = 0; n < reads; n++) {
            const batch = await running.reader.read(position + n * count, count)
            expect(batch).toEqual(stream.read(position + n * count, count))
            if (recycling) running.reader.recycle(batch)
          }
        }),
        { numRuns: 60 },
      )
    }
  })

  it('may be asked for before the last one came', async () => {
    reader = new BatchReader({ pictures: pictures(9), seed: 1, mirror: true })
    const stream = new PictureStream(pictures(9), 1, true)
    const batches = await Promise.all([0, 4, 8, 100, 104].map((position) => reader!.read(position, 4)))
    expect(batches).toEqual([0, 4, 8, 100, 104].map((position) => stream.read(position, 4)))
  })

  it('fill the memory that was given back', async () => {
    reader = new BatchReader({ pictures: pictures(9), seed: 1, mirror: true })
    const given: Float32Array[] = []
    for (let n = 0; n < 12; n++) {
      const batch = await reader.read(n * 4, 4)
      reader.recycle(batch)
      given.push(batch)
    }
    // moved to the thread, an array is empty here
    expect(given.filter(({ length }) => length === 0).length).toBeGreaterThan(6)
  })
})

async function started(settings: ConstructorParameters<typeof BatchReader>[0]): Promise<Worker> {
  const event = once(process, 'worker')
  reader = new BatchReader(settings)
  return (await event)[0] as Worker
}

describe('the thread', () => {
  it('that breaks is a clear error, now and from then on', async () => {
    const nothing = { size: 3, pixels: new Uint8Array(0), epoch: new Uint32Array(0) }
    reader = new BatchReader({ pictures: nothing, seed: 0, mirror: false })
    const broken = {
      code: 'FACEGAN_BATCH_WORKER',
      message: expect.stringMatching(/^The thread that assembles batches stopped: .+\.$/),
      hint: expect.stringContaining('--resume'),
    }
    await expect(reader.read(0, -1)).rejects.toMatchObject(broken)
    await expect(reader.read(0, 1)).rejects.toMatchObject(broken)
  })

  it('that ends while a batch is awaited is the same error', async () => {
    const worker = await started({ pictures: pictures(9), seed: 1, mirror: true })
    const reading = reader?.read(0, 4)
    void worker.terminate()
    await expect(reading).rejects.toMatchObject({
      code: 'FACEGAN_BATCH_WORKER',
      message: expect.stringMatching(
        /^The thread that assembles batches stopped: it exited with code [01]\.$/,
      ),
    })
  })

  it('is gone after dispose', async () => {
    const worker = await started({ pictures: pictures(9), seed: 1, mirror: true })
    await reader?.read(0, 4)
    const exited = once(worker, 'exit')
    await reader?.dispose()
    await exited
    await expect(reader?.read(4, 4)).rejects.toMatchObject({ code: 'FACEGAN_BATCH_WORKER' })
  })

  it('keeps no process alive, but lives while a batch is awaited', async () => {
    const module = fileURLToPath(new URL('../../dist/data/batch-reader.js', import.meta.url))
    const code = `import { BatchReader } from ${JSON.stringify(module)}
      const pictures = { size: 1, pixels: new Uint8Array(3), epoch: new Uint32Array(1) }
      const batch = await new BatchReader({ pictures, seed: 0, mirror: false }).read(0, 2)
      console.log(batch.length)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
      timeout: 20_000,
    })
    expect(stdout).toBe('6\n')
  })
})

function disposable(reader: BatchReader): { reader: BatchReader } & AsyncDisposable {
  return { reader, [Symbol.asyncDispose]: () => reader.dispose() }
}
