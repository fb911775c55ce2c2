import { latentsOf } from '@facegan/core'
import { generateFaces } from '@facegan/web'
import {
  bare,
  ours,
  tfjs,
  type BenchPage,
  type ContestantName,
  type Threads,
  type TurnRequest,
} from '../src/web/protocol.ts'
import type { Peer } from './peer.ts'
import { openPeer } from './peers.ts'
import { watchPage } from './watch.ts'

const model = '/network/model/'
/** Of the preset. */
const latentSize = 64
/** Above this the SDK takes no more by itself. */
const mostThreads = 8
const threadsOf = (threads: Threads) =>
  threads === 'one' ? 1 : Math.min(navigator.hardwareConcurrency, mostThreads)
const seedsOf = (count: number) => Array.from({ length: count }, (_, seed) => seed)

const peers = new Map<string, Promise<Peer>>()

/** Stays open for further turns. */
function peerOf(name: Exclude<ContestantName, 'facegan'>, threads: Threads): Promise<Peer> {
  const key = `${name} ${threads}`
  const peer = peers.get(key) ?? openPeer(name, threadsOf(threads))
  peers.set(key, peer)
  return peer
}

function ourFaces(device: 'wasm' | 'webgpu', threads: Threads, batchSize: number, steps: number) {
  const seeds = Array.from({ length: steps }, () => seedsOf(batchSize)).flat()
  return generateFaces({ seeds, batchSize, model, device, threads: threadsOf(threads) })
}

/** Draws so many batches. @returns what does it, with all that is needed ready */
async function drawer({ contestant, threads, batch, steps }: TurnRequest): Promise<() => Promise<unknown>> {
  if (contestant === ours) return () => ourFaces('wasm', threads, batch, steps)
  const peer = await peerOf(contestant, threads)
  const z = latentsOf(seedsOf(batch), latentSize)
  return () => peer.draw(z, batch, steps)
}

async function timed(draw: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await draw()
  return performance.now() - begun
}

/** Of one face after another. */
function base64(faces: readonly { readonly data: Uint8ClampedArray }[]): string {
  let binary = ''
  for (const { data } of faces) for (const level of data) binary += String.fromCharCode(level)
  return btoa(binary)
}

const page: BenchPage = {
  async about() {
    if (!crossOriginIsolated) throw new Error('the page is not cross-origin isolated: WASM has no threads')
    const opened = await Promise.all([bare, tfjs].map((name) => peerOf(name, 'all')))
    return {
      threads: threadsOf('all'),
      versions: Object.assign({}, ...opened.map(({ versions }) => versions)),
    }
  },
  turn: async (request) => timed(await drawer(request)),
  async pixelsOf(contestant, threads, count) {
    if (contestant === ours) return base64(await ourFaces('wasm', threads, count, 1))
    const peer = await peerOf(contestant, threads)
    return base64([{ data: await peer.draw(latentsOf(seedsOf(count), latentSize), count, 1) }])
  },
  async watchWork(count) {
    await ourFaces('wasm', 'all', 32, 1) // loading is not what is watched
    return watchPage(() => generateFaces({ count, model, device: 'wasm' }))
  },
  watchRest: (milliseconds) =>
    watchPage(
      () =>
        new Promise((resolve) => {
          setTimeout(resolve, milliseconds)
        }),
    ),
  async adapter() {
    const adapter = await (navigator.gpu as GPU | undefined)?.requestAdapter()
    if (!adapter) return undefined
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info
    const name =
      description || [vendor, architecture].filter(Boolean).join(' ') || 'an adapter without a name'
    return { name, software: isFallbackAdapter || /swiftshader|llvmpipe/i.test(name) }
  },
  pixelsOnWebGpu: async (count) => base64(await ourFaces('webgpu', 'all', count, 1)),
  turnOnWebGpu: ({ batch, steps }) => timed(() => ourFaces('webgpu', 'all', batch, steps)),
}

Object.assign(globalThis, { bench: page })
