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
    const reply = await ask(worker, { type: 'open', ...order }, 1)
    if (reply.type !== 'ready') throw new Error('it drew before it was open')
    return new Peer(worker, reply.versions)
  }

  /** @returns RGBA of the last step; all of them came to the page */
  async draw(z: Float32Array, batch: number, steps: number): Promise<Uint8ClampedArray<ArrayBuffer>> {
    const reply = await ask(this.#worker, { type: 'draw', z, batch, steps }, steps)
    if (reply.type !== 'pixels') throw new Error('it was open already')
    return reply.pixels
  }
}

/** @returns the last of so many replies */
function ask(worker: Worker, order: OpenOrder | DrawOrder, replies: number): Promise<PeerReply> {
  const heard = new AbortController()
  const { signal } = heard
  let left = replies
  const answer = new Promise<PeerReply>((resolve, reject) => {
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<PeerReply>) => {
        if (data.type === 'failed') reject(new Error(data.message))
        else if (--left === 0) resolve(data)
      },
      { signal },
    )
    const fail = ({ message }: ErrorEvent) => reject(new Error(message || 'its script could not be loaded'))
    worker.addEventListener('error', fail, { signal })
  })
  worker.postMessage(order, [])
  return answer.finally(() => heard.abort())
}
