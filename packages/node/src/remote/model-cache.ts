import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { checkModelFile, messageOf, type ModelFile } from '@facegan/core'
import { writeFileAtomically } from '../write-file.ts'
import { PartialFile } from './partial-file.ts'
import { warnOnce } from './warn-once.ts'

/** A manifest as its server gave it. */
export interface KeptManifest {
  /** Without what may be secret: user, password, query. */
  readonly address: string
  readonly text: string
  readonly etag: string | null
  readonly lastModified: string | null
  /** ISO 8601. */
  readonly fetched: string
}

/** A download that nobody went on with for this long is cleared away. */
const abandonedMs = 30 * 24 * 60 * 60 * 1000

/**
 * Manifests by their URL and ONNX files by their SHA-256, so that two addresses of one model share its file. It only ever
 * saves time: what is damaged is fetched again, and a folder that cannot be written is done without.
 *
 * ```
 * manifests/<SHA-256 of the URL>.json     KeptManifest
 * files/<SHA-256>.onnx                    whole and checked, then renamed
 * files/<SHA-256>.onnx.part, .part.json   on its way, and which version of it
 * ```
 */
export class ModelCache {
  /** Undefined keeps nothing. */
  readonly folder: string | undefined

  constructor(folder: string | undefined) {
    this.folder = folder
  }

  /** @returns the file's checked bytes; undefined when it is not there, or damaged: then it is removed */
  async findFile(file: ModelFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (!this.folder) return undefined
    const path = this.#pathOf(file)
    try {
      const bytes = new Uint8Array(await readFile(path))
      await checkModelFile(file, bytes)
      await utimes(path, new Date(), new Date()).catch(() => {}) // when it was last used
      return bytes
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await rm(path, { force: true }).catch(() => {})
      return undefined
    }
  }

  async findManifest(url: URL): Promise<KeptManifest | undefined> {
    if (!this.folder) return undefined
    try {
      const { text, ...rest } = JSON.parse(await readFile(this.#recordOf(url), 'utf8'))
      return typeof text === 'string' ? { text, ...rest } : undefined
    } catch {
      return undefined // none yet, or damaged: it is fetched
    }
  }

  async keepManifest(url: URL, kept: Omit<KeptManifest, 'address' | 'fetched'>): Promise<void> {
    if (!this.folder) return
    const { origin, pathname } = url
    const record: KeptManifest = { address: origin + pathname, ...kept, fetched: new Date().toISOString() }
    try {
      await mkdir(join(this.folder, 'manifests'), { recursive: true })
      await writeFileAtomically(this.#recordOf(url), Buffer.from(JSON.stringify(record)))
    } catch (error) {
      this.complain(error)
    }
  }

  /**
   * The file's place while it is fetched, for this process alone: waits while another one fetches it.
   *
   * @returns undefined where nothing can be kept
   */
  async openPartial(file: ModelFile, signal: AbortSignal | undefined): Promise<PartialFile | undefined> {
    if (!this.folder) return undefined
    try {
      await mkdir(join(this.folder, 'files'), { recursive: true })
      await this.#clearAbandoned(join(this.folder, 'files'))
      return await PartialFile.open(this.#pathOf(file), (error) => this.complain(error), signal)
    } catch (error) {
      signal?.throwIfAborted()
      this.complain(error)
      return undefined
    }
  }

  complain(error: unknown): void {
    warnOnce(
      'FACEGAN_CACHE',
      String(this.folder),
      `Models cannot be kept in ${this.folder} (${messageOf(error)}), so each start fetches them again. ` +
        'FACEGAN_CACHE chooses another folder.',
    )
  }

  async #clearAbandoned(folder: string): Promise<void> {
    for (const name of await readdir(folder)) {
      if (!/\.part(\.json)?$/.test(name)) continue
      const path = join(folder, name)
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
      if (Date.now() - mtimeMs > abandonedMs) await rm(path, { force: true })
    }
  }

  #pathOf({ sha256 }: ModelFile): string {
    return join(this.folder ?? '', 'files', `${sha256}.onnx`)
  }

  #recordOf(url: URL): string {
    const name = createHash('sha256').update(url.href).digest('hex')
    return join(this.folder ?? '', 'manifests', `${name}.json`)
  }
}
