const inside = 0
const closed = 1

/**
 * Keeps a thread from being ended while it is inside ONNX Runtime: native code that comes back to a JavaScript engine
 * which is being torn down aborts the whole process. Shared by the thread that calls and the thread that ends it.
 */
export class NativeGuard {
  /** Hand this to the other thread. */
  readonly memory: SharedArrayBuffer
  readonly #flags: Int32Array

  constructor(memory = new SharedArrayBuffer(8)) {
    this.memory = memory
    this.#flags = new Int32Array(memory)
  }

  /** Runs native work. @throws Error when the thread is about to end */
  async enter<T>(work: () => Promise<T>): Promise<T> {
    // the flag goes up before the other is read, and in `close` likewise: one of the two threads always sees the other
    Atomics.store(this.#flags, inside, 1)
    try {
      if (Atomics.load(this.#flags, closed) === 1) throw new Error('the inference thread is closing')
      return await work()
    } finally {
      Atomics.store(this.#flags, inside, 0)
      Atomics.notify(this.#flags, inside)
    }
  }

  /** From now on nothing enters; what is inside comes out by itself. */
  close(): void {
    Atomics.store(this.#flags, closed, 1)
  }

  get busy(): boolean {
    return Atomics.load(this.#flags, inside) === 1
  }

  /** Blocks the calling thread until nothing is inside; for `process.on('exit')`, where nothing can be awaited. */
  blockUntilIdle(timeoutMs: number): void {
    Atomics.wait(this.#flags, inside, 1, timeoutMs)
  }
}
