/** A network behind a library that is not ours. */
export interface PeerNetwork {
  readonly versions: Readonly<Record<string, string>>
  /** @returns [N,H,W,3] in [-1, 1] */
  draw(z: Float32Array, batch: number): Promise<Float32Array>
}

export interface OpenOrder {
  readonly type: 'open'
  /** Address of the network in the library's form. */
  readonly network: string
  readonly threads: number
}

export interface DrawOrder {
  readonly type: 'draw'
  /** [N,Z] */
  readonly z: Float32Array
  readonly batch: number
  /** How often. */
  readonly steps: number
}

export type PeerReply =
  | { readonly type: 'ready'; readonly versions: Readonly<Record<string, string>> }
  | { readonly type: 'pixels'; readonly pixels: Uint8ClampedArray<ArrayBuffer> }
  | { readonly type: 'failed'; readonly message: string }

interface Scope {
  addEventListener(type: 'message', listener: (event: MessageEvent<OpenOrder | DrawOrder>) => void): void
  postMessage(reply: PeerReply, transfer: Transferable[]): void
}

/** The body of a peer's worker: opens a network, then draws batches and hands over RGBA levels. */
export function servePeer(open: (order: OpenOrder) => Promise<PeerNetwork>): void {
  const scope = self as unknown as Scope
  let network: PeerNetwork | undefined
  async function answer(order: OpenOrder | DrawOrder): Promise<void> {
    if (order.type === 'open') {
      network = await open(order)
      return scope.postMessage({ type: 'ready', versions: network.versions }, [])
    }
    for (let step = 0; step < order.steps; step++) {
      const pixels = toRgba(await network!.draw(order.z, order.batch))
      scope.postMessage({ type: 'pixels', pixels }, [pixels.buffer])
    }
  }
  scope.addEventListener('message', ({ data }) => {
    answer(data).catch((error: unknown) => scope.postMessage({ type: 'failed', message: String(error) }, []))
  })
}

/** What everybody has to do who gets floats and wants a picture. */
function toRgba(images: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((images.length / 3) * 4) // it clamps and rounds by itself
  for (let from = 0, to = 0; from < images.length; from += 3, to += 4) {
    rgba[to] = (images[from]! + 1) * 127.5
    rgba[to + 1] = (images[from + 1]! + 1) * 127.5
    rgba[to + 2] = (images[from + 2]! + 1) * 127.5
    rgba[to + 3] = 255
  }
  return rgba
}
