import { Worker } from 'node:worker_threads'
import { BatchWorkerError } from '../errors.ts'
import type { BatchRequest, StreamSettings } from './batch-protocol.ts'

type Batch = Float32Array<ArrayBuffer>

/** A batch that was asked of the thread. */
interface Asked {
  readonly position: number
  readonly count: number
  readonly batch: Promise<Batch>
}

interface Settle {
  readonly resolve: (batch: Batch) => void
  readonly reject: (error: unknown) => void
}

/** So many batches are ready or under way beside the one that is read. */
const batchesAhead = 3

/**
 * `PictureStream` in a thread of its own, a few batches ahead of its reader: the same pictures for the same seed and
 * position. The thread keeps the process alive only while somebody waits for a batch.
 */
export class BatchReader {
  readonly #worker: Worker
  readonly #pictureLength: number
  /** Who waits for an answer, oldest first. */
  readonly #unanswered: Settle[] = []
  /** What the reader will want next, oldest first. */
  #ahead: Asked[] = []
  #spare: Batch[] = []
  #waiting = 0
  #failure: BatchWorkerError | undefined

  constructor({ pictures, seed, mirror }: StreamSettings) {
    const { size, pixels, epoch } = pictures
    this.#pictureLength = size * size * 3
    const workerData: StreamSettings = { pictures: { size, pixels, epoch }, seed, mirror }
    // one path from src and from dist: a thread needs the built file
    const entry = new URL('../../dist/data/batch-worker.js', import.meta.url)
    // the flags of the main thread are not for this one: `--input-type`, for instance, would keep it from starting
    this.#worker = new Worker(entry, { name: 'facegan-batches', execArgv: [], workerData })
    this.#worker.on('message', (batch: Batch) => this.#unanswered.shift()?.resolve(batch))
    this.#worker.on('error', (error) => this.#fail(error))
    this.#worker.on('exit', (code) => this.#fail(`it exited with code ${code}`))
    this.#worker.unref()
  }

  /**
   * At once when `position` goes on where the last call ended, with the same `count`.
   *
   * @returns [N,H,W,3] in [-1, 1], the `count` pictures from `position` on, as flat float32
   * @throws BatchWorkerError when the thread stopped
   */
  async read(position: number, count: number): Promise<Batch> {
    const next = this.#ahead.at(0)
    if (next && (next.position !== position || next.count !== count)) this.#forget()
    for (let n = this.#ahead.length; n <= batchesAhead; n++)
      this.#ahead.push(this.#ask(position + n * count, count))
    const { batch } = this.#ahead.shift()!
    if (this.#waiting++ === 0) this.#worker.ref()
    try {
      return await batch
    } finally {
      if (--this.#waiting === 0) this.#worker.unref()
    }
  }

  /** Takes a batch's memory back to fill it again: the array must not be used any more. */
  recycle(batch: Batch): void {
    this.#spare.push(batch)
  }

  async dispose(): Promise<void> {
    this.#fail('it was disposed')
    await this.#worker.terminate()
  }

  #ask(position: number, count: number): Asked {
    const batch = new Promise<Batch>((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      const length = count * this.#pictureLength
      this.#spare = this.#spare.filter((spare) => spare.length === length)
      const request: BatchRequest = { position, count, memory: this.#spare.pop() }
      this.#worker.postMessage(request, request.memory ? [request.memory.buffer] : [])
      this.#unanswered.push({ resolve, reject })
    })
    batch.catch(() => {}) // told to whoever reads it, if anybody does
    return { position, count, batch }
  }

  /** The reader went elsewhere. */
  #forget(): void {
    for (const { batch } of this.#ahead)
      void batch.then(
        (unread) => this.recycle(unread),
        () => {},
      )
    this.#ahead = []
  }

  #fail(cause: unknown): void {
    this.#failure ??= new BatchWorkerError(cause)
    for (const { reject } of this.#unanswered.splice(0)) reject(this.#failure)
  }
}
