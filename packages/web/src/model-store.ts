/**
 * Files of models that the browser keeps for further visits, in the Cache API: shared by the tabs of an origin, gone
 * when the user clears the site's data. A file is kept as the parts in which it came, so one whose download broke off
 * is a file with parts missing at its end. Nothing here is needed: what cannot be kept is fetched again.
 */

const cacheName = 'facegan-models'

/** @returns undefined where nothing can be kept: on plain http, in a sandboxed frame, with site data blocked */
export async function openStore(): Promise<ModelStore | undefined> {
  // typed as always there; where the page is no secure context it is not
  const cache = await (globalThis.caches as CacheStorage | undefined)?.open(cacheName).catch(() => undefined)
  return cache && new ModelStore(cache)
}

export class ModelStore {
  readonly #cache: Cache

  constructor(cache: Cache) {
    this.#cache = cache
  }

  async manifest(address: string): Promise<string | undefined> {
    const kept = await this.#cache.match(keyOf(address))
    return kept?.text()
  }

  keepManifest(address: string, text: string): Promise<void> {
    return this.#put(keyOf(address), text)
  }

  /** As many bytes of a file, from its begin, as are here. */
  async begin(address: string, sha256: string): Promise<Uint8Array<ArrayBuffer>[]> {
    const parts: Uint8Array<ArrayBuffer>[] = []
    for (let at = 0, part; (part = await this.#cache.match(keyOf(address, sha256, at)));) {
      const bytes = new Uint8Array(await part.arrayBuffer())
      if (bytes.length === 0) break
      parts.push(bytes)
      at += bytes.length
    }
    return parts
  }

  keepPart(address: string, sha256: string, at: number, part: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#put(keyOf(address, sha256, at), part)
  }

  /** Forgets this file, or with `except` whatever other versions of it there were. */
  async forget(address: string, except?: string): Promise<void> {
    for (const request of await this.#cache.keys())
      if (request.url.startsWith(keyOf(address, '')) && !(except && request.url.includes(except)))
        await this.#cache.delete(request)
  }

  /** Best effort: a full disk keeps nothing, and stops nobody. */
  async #put(key: string, content: BodyInit): Promise<void> {
    await this.#cache.put(key, new Response(content)).catch(() => {})
  }
}

/** An address that no server is asked for. */
function keyOf(address: string, sha256?: string, at?: number): string {
  const key = new URL(address, document.baseURI)
  key.search = `facegan${sha256 === undefined ? '' : `=${sha256}`}${at === undefined ? '' : `&at=${at}`}`
  return key.href
}
