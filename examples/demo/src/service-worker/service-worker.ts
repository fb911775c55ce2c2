/**
 * Keeps the page for visits without a network, and sends it with the headers that let WASM have threads, whatever the
 * host sends. It takes over at the second visit: the first one is the host's alone.
 */

declare const self: ServiceWorkerGlobalScope
/** Written by build/output-files.ts: names of the files to keep, and a hash of everything that was built. */
declare const BUILT_FILES: readonly string[]
declare const BUILT_VERSION: string

const prefix = 'facegan-demo-'
const cacheName = `${prefix}${BUILT_VERSION}`
const addressOf = (file: string) => new URL(file, self.registration.scope).href
/** Names in `assets/` hold a hash of their content: what has such a name never changes. */
const isHashed = (address: string) => address.startsWith(addressOf('assets/'))

self.addEventListener('install', (event) => {
  event.waitUntil(keepAll().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOthers())
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method === 'GET' && request.url.startsWith(self.registration.scope))
    event.respondWith(answer(request).then(isolated))
})

/** All files or, where one fails, none: then the version before stays. What it has under the same name is not fetched again. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(cacheName)
  await Promise.all(
    BUILT_FILES.map(addressOf).map(async (address) => {
      const known = isHashed(address) ? await caches.match(address) : undefined
      await (known ? cache.put(address, known) : cache.add(new Request(address, { cache: 'reload' })))
    }),
  )
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(prefix) && name !== cacheName)
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** What never changes comes from the cache; pages come from the network where there is one, so that they are never old. */
async function answer(request: Request): Promise<Response> {
  const { origin, pathname } = new URL(request.url)
  const address = pathname.endsWith('/') ? `${origin}${pathname}index.html` : origin + pathname
  const kept = () => caches.match(address)
  if (isHashed(address)) return (await kept()) ?? fetchAndKeep(address)
  try {
    const fresh = await fetch(request)
    return fresh.ok ? fresh : ((await kept()) ?? fresh)
  } catch (error) {
    const old = await kept()
    if (old) return old
    throw error
  }
}

/** ONNX Runtime for WebGPU, where it is used; or a file of a newer version, which then need not be fetched twice. */
async function fetchAndKeep(address: string): Promise<Response> {
  const fresh = await fetch(address)
  if (fresh.ok) await (await caches.open(cacheName)).put(address, fresh.clone())
  return fresh
}

/** @see https://web.dev/articles/coop-coep */
function isolated(response: Response): Response {
  if (response.type !== 'basic' && response.type !== 'default') return response
  const headers = new Headers(response.headers)
  headers.set('Cross-Origin-Opener-Policy', 'same-origin')
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp')
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}
