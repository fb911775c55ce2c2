/** Too many are being served already. */
export class BusyError extends Error {
  name = 'BusyError'
  statusCode = 503
  message = 'Too many faces are wanted at once. Ask again in a second.'
}

/**
 * Faces for many callers at once. The network runs once at a time; whoever asks meanwhile is served together by its next run.
 * At most `limit` callers are between question and answer: one more is turned away at once, which costs next to nothing.
 */
export class FaceQueue {
  inFlight = 0
  shed = 0
  #generator
  #limit
  #maxBatch
  #running = false
  /** @type {{ seed: number, settings: object, key: string, resolve: Function, reject: Function }[]} */
  #waiting = []

  /** @param {import('@facegan/node').NodeFaceGenerator} generator */
  constructor(generator, { limit, maxBatch }) {
    this.#generator = generator
    this.#limit = limit
    this.#maxBatch = maxBatch
  }

  /**
   * @template T
   * @param {{ seed: number, settings: import('@facegan/node').FaceSettings }} order
   * @param {(face: import('@facegan/node').NodeFace) => Promise<T>} encode
   * @param {AbortSignal} signal takes the order back as long as its run has not begun
   * @returns {Promise<T>}
   * @throws BusyError
   */
  async serve({ seed, settings }, encode, signal) {
    if (this.inFlight >= this.#limit) {
      this.shed++
      throw new BusyError()
    }
    this.inFlight++
    try {
      const face = await this.#draw(seed, settings, signal)
      signal.throwIfAborted()
      return await encode(face)
    } finally {
      this.inFlight--
    }
  }

  #draw(seed, settings, signal) {
    signal.throwIfAborted()
    return new Promise((resolve, reject) => {
      const order = { seed, settings, key: JSON.stringify(settings), resolve, reject }
      const takeBack = () => {
        this.#waiting = this.#waiting.filter((other) => other !== order)
        reject(signal.reason)
      }
      signal.addEventListener('abort', takeBack, { once: true })
      this.#waiting.push(order)
      void this.#work()
    })
  }

  async #work() {
    if (this.#running) return
    this.#running = true
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch()
      const seeds = batch.map(({ seed }) => seed)
      try {
        const faces = await this.#generator.generate({ ...batch[0].settings, seeds })
        for (const [n, { resolve }] of batch.entries()) resolve(faces[n])
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#running = false
  }

  /** Whoever waits longest, and others who want the same settings: one call takes one edit and one truncation. */
  #takeBatch() {
    const { key } = this.#waiting[0]
    const batch = this.#waiting.filter((order) => order.key === key).slice(0, this.#maxBatch)
    this.#waiting = this.#waiting.filter((order) => !batch.includes(order))
    return batch
  }
}
