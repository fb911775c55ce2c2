import type { DrawOrder, OpenOrder, PeerReply } from './serve-peer.ts'

/** The page's side of a peer's worker. */
export class Peer {
  readonly versions: Readonly<Record<string, string>>
  readonly #worker: Worker

  private constructor(worker: Worker, versions: Readonly<Record<string, string>>) {
    this.#worker = worker
    this.versions = versions
  }

  /** @throws Error with the library's own message */
  static async open(worker: Worker, order: Omit<OpenOrder, 'type'>): Promise<Peer> {
    const reply = nextReply(worker)
    worker.postMessage({ type: 'open', ...order } satisfies OpenOrder)
    const answer = await reply
    if (answer.type !== 'ready') throw new Error('it drew before it was open')
    return new Peer(worker, answer.versions)
  }

  /** @returns RGBA of the last step */
  async draw(z: Float32Array, batch: number, steps: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    let left = steps
    const done = new Promise<Uint8ClampedArray<ArrayBuffer>>((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<PeerReply>) => {
        if (data.type === 'failed') reject(new Error(data.message))
        else if (data.type === 'pixels' && --left === 0) resolve(data.pixels)
      }
      this.#worker.onerror = ({ message }) => reject(new Error(message))
    })
    this.#worker.postMessage({ type: 'draw', z, batch, steps } satisfies DrawOrder)
    return done
  }
}

function nextReply(worker: Worker): Promise<PeerReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<PeerReply>) => {
      if (data.type === 'failed') reject(new Error(data.message))
      else resolve(data)
    }
    worker.onerror = ({ message }) => reject(new Error(message || 'its script could not be loaded'))
  })
}
