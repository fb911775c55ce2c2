import { Worker } from 'node:worker_threads'

/**
 * Lets emscripten start threads. It makes them as a browser does, of whatever is called `Worker` in the global scope,
 * where it puts Node's class and leaves it; here it finds one whose threads do not keep the process alive, take no flags
 * of the main thread's (`--input-type` would stop them) and report that they cannot start instead of ending the process.
 *
 * @throws what is in the way of the threads
 */
export async function withThreads<Module>(start: () => Promise<Module>): Promise<Module> {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'Worker')
  let starting = true
  let fail: (error: unknown) => void
  const failed = new Promise<never>((_, reject) => (fail = reject))

  const threads: Worker[] = []

  class Thread extends Worker {
    constructor(file: string) {
      super(file, { execArgv: [] })
      threads.push(this)
    }

    /** emscripten holds on to a thread that it gives work: this one waits for it for ever. */
    override ref(): void {}

    override on(event: string, listener: (...given: never[]) => void): this {
      const told = event === 'error' ? (error: never) => (starting ? fail(error) : listener(error)) : listener
      return super.on(event, told as never)
    }
  }

  Object.defineProperty(globalThis, 'Worker', { configurable: true, get: () => Thread, set() {} })
  try {
    return await Promise.race([start(), failed])
  } finally {
    starting = false
    for (const thread of threads) thread.unref()
    if (before) Object.defineProperty(globalThis, 'Worker', before)
    else Reflect.deleteProperty(globalThis, 'Worker')
  }
}
