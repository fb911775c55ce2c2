import { bare, tfjs, type ContestantName } from '../src/web/protocol.ts'
import { Peer } from './peer.ts'

/** How each peer starts; bundlers look for exactly these expressions. */
const workers: Readonly<
  Record<Exclude<ContestantName, 'facegan'>, () => { worker: Worker; network: string }>
> = {
  [bare]: () => ({
    worker: new Worker(new URL('./bare-ort-worker.ts', import.meta.url), { type: 'module' }),
    network: '/network/plain.onnx',
  }),
  [tfjs]: () => ({
    worker: new Worker(new URL('./tfjs-worker.ts', import.meta.url)),
    network: '/network/layers/model.json',
  }),
}

export function openPeer(name: keyof typeof workers, threads: number): Promise<Peer> {
  const { worker, network } = workers[name]()
  return Peer.open(worker, { network: new URL(network, document.baseURI).href, threads })
}
