import {
  ModelCorruptError,
  ModelNotFoundError,
  parseManifest,
  type ModelFile,
  type ModelManifest,
} from '@facegan/core'
import { checkIntegrity, hasIntegrity, integrityOf } from '../integrity.ts'
import type { ReadOptions } from '../load-options.ts'
import { modelCacheFolder } from './cache-folder.ts'
import { download } from './download.ts'
import { OfflineError, UnreachableError } from './errors.ts'
import { HttpClient } from './http-client.ts'
import { ModelCache, type KeptManifest } from './model-cache.ts'
import { warnOnce } from './warn-once.ts'
import { withRetries } from './with-retries.ts'

/**
 * A model behind http, by way of the cache.
 *
 * A manifest is asked for again at every load, with its ETag; one that `integrity` pins is not. Where the server cannot be
 * reached, the model of the last visit is used, with a warning.
 */
export class RemoteModel implements AsyncDisposable {
  readonly #model: string
  readonly #options: ReadOptions
  readonly #cache = new ModelCache(modelCacheFolder())
  readonly #client: HttpClient

  /** @param model what the user asked for, for messages */
  constructor(model: string, options: ReadOptions) {
    this.#model = model
    this.#options = options
    this.#client = new HttpClient(options.timeoutMs, options.signal)
  }

  /** @throws ModelNotFoundError, InvalidManifestError, ModelCorruptError, OfflineError */
  async manifest(url: URL, limitBytes: number): Promise<{ manifest: ModelManifest; integrity: string }> {
    const { integrity, offline } = this.#options
    const kept = await this.#cache.findManifest(url)
    const pinned = kept !== undefined && integrity !== undefined && hasIntegrity(kept.text, integrity)
    if (kept && (pinned || offline)) return this.#parse(kept.text, url)
    if (offline) throw new OfflineError(url.href, this.#where)
    const text = await this.#newest(url, limitBytes, kept)
    return this.#parse(text, url)
  }

  /** @throws ModelNotFoundError, ModelCorruptError, OfflineError */
  async file(file: ModelFile, url: URL): Promise<Uint8Array<ArrayBuffer>> {
    const { offline, signal, onDownload } = this.#options
    const kept = await this.#cache.findFile(file)
    if (kept) return kept
    if (offline) throw new OfflineError(url.href, this.#where)
    const partial = await this.#cache.openPartial(file, signal)
    try {
      // another process may have brought it while this one waited
      const brought = partial && (await this.#cache.findFile(file))
      if (brought) return brought
      const order = { url, file, model: this.#model, client: this.#client, partial, signal, onDownload }
      return await download(order)
    } catch (error) {
      throw this.#final(error, url)
    } finally {
      await partial?.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]()
  }

  #parse(text: string, url: URL): { manifest: ModelManifest; integrity: string } {
    checkIntegrity(text, this.#options.integrity, url.href)
    return { manifest: parseManifest(text, url.href), integrity: integrityOf(text) }
  }

  async #newest(url: URL, limitBytes: number, kept: KeptManifest | undefined): Promise<string> {
    try {
      return await withRetries(() => this.#ask(url, limitBytes, kept), this.#options.signal)
    } catch (error) {
      if (!(error instanceof UnreachableError) || !kept) throw this.#final(error, url)
      warnOnce(
        'FACEGAN_UNREACHABLE',
        url.href,
        `${url.origin} cannot be reached (${error.message}): using the model that was fetched from it on ${kept.fetched.slice(0, 10)}.`,
      )
      return kept.text
    }
  }

  async #ask(url: URL, limitBytes: number, kept: KeptManifest | undefined): Promise<string> {
    const response = await this.#client.get(url, {
      ...(kept?.etag ? { 'if-none-match': kept.etag } : {}),
      ...(kept?.lastModified ? { 'if-modified-since': kept.lastModified } : {}),
    })
    if (response.status === 304 && kept) {
      await response.body?.cancel()
      return kept.text
    }
    if (response.status !== 200) {
      await response.body?.cancel()
      throw new ModelNotFoundError(
        this.#model,
        `${url.href} answered ${response.status} ${response.statusText}`,
      )
    }
    const pieces: Uint8Array[] = []
    let length = 0
    for await (const piece of this.#client.piecesOf(response)) {
      length += piece.length
      if (length > limitBytes)
        throw new ModelCorruptError(url.href, 'length', `at most ${limitBytes} bytes`, 'more')
      pieces.push(piece)
    }
    const text = new TextDecoder().decode(Buffer.concat(pieces))
    this.#parse(text, url) // what is no manifest is not kept
    const { headers } = response
    await this.#cache.keepManifest(url, {
      text,
      etag: headers.get('etag'),
      lastModified: headers.get('last-modified'),
    })
    return text
  }

  #final(error: unknown, url: URL): unknown {
    if (!(error instanceof UnreachableError)) return error
    return new ModelNotFoundError(this.#model, `${url.href} could not be fetched: ${error.message}`, {
      hint: 'check the address and the network; HTTPS_PROXY names a proxy',
      cause: error,
    })
  }

  get #where(): string {
    return this.#cache.folder ?? 'FACEGAN_CACHE is off'
  }
}
