/**
 * Generators that several calls share: each is loaded at its first call and kept for every further one with the same
 * key. One that failed to load is forgotten, so that the next call starts afresh.
 */
export class SharedGenerators<G> {
  readonly #loading = new Map<string, Promise<G>>()

  /**
   * @param key what the generator depends on
   * @param open loads it; must not listen to one caller's signal, since others may be waiting for the same generator.
   * @param signal ends this call's waiting; the promise rejects with `signal.reason`
   */
  async get(key: string, open: () => Promise<G>, signal: AbortSignal | undefined): Promise<G> {
    signal?.throwIfAborted()
    let loading = this.#loading.get(key)
    if (!loading) {
      loading = open()
      this.#loading.set(key, loading)
      loading.catch(() => this.#loading.delete(key))
    }
    return untilAborted(loading, signal)
  }
}

function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop)
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
