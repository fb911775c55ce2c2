import { open, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'

/** A process that was killed leaves its lock behind, and the next one waits for so long. */
const staleMs = 5000
const lookAgainMs = 100

/** Which version of a file its server was giving. */
export interface Validator {
  readonly etag: string | null
  readonly lastModified: string | null
}

/**
 * A file on its way into the cache. It belongs to one process at a time and outlives it, so that the next one goes on where
 * a killed one stopped. A disk that fails ends the keeping, never the download.
 */
export class PartialFile {
  readonly #path: string
  readonly #onTrouble: (error: unknown) => void
  readonly #release: () => Promise<void>
  #handle: FileHandle | undefined

  private constructor(path: string, onTrouble: (error: unknown) => void, release: () => Promise<void>) {
    this.#path = path
    this.#onTrouble = onTrouble
    this.#release = release
  }

  /** @param path of the whole file */
  static async open(
    path: string,
    onTrouble: (error: unknown) => void,
    signal: AbortSignal | undefined,
  ): Promise<PartialFile> {
    for (;;) {
      try {
        const release = await lockfile.lock(path, {
          lockfilePath: `${path}.lock`,
          realpath: false, // there is no such file yet
          stale: staleMs,
          update: staleMs / 5,
          onCompromised: () => {}, // two at once cost time and no more: what they made is checked
        })
        return new PartialFile(path, onTrouble, release)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
        await sleep(lookAgainMs, undefined, signal && { signal })
      }
    }
  }

  /** What an earlier process left. */
  async read(): Promise<{ bytes: Uint8Array; validator: Validator | undefined }> {
    const bytes = await readFile(this.#part).catch(() => new Uint8Array(0))
    const validator = await readFile(`${this.#part}.json`, 'utf8')
      .then((text) => JSON.parse(text) as Validator)
      .catch(() => undefined)
    return { bytes, validator }
  }

  /** Begins at `offset`, and forgets what lies behind it. */
  async begin(offset: number, validator: Validator): Promise<void> {
    await this.#try(async () => {
      await this.#handle?.close()
      this.#handle = undefined
      // the version first: bytes of one version must never lie beside the name of another
      if (offset === 0) await rm(this.#part, { force: true })
      await writeFile(`${this.#part}.json`, JSON.stringify(validator))
      this.#handle = await open(this.#part, 'a')
      await this.#handle.truncate(offset)
    })
  }

  async append(piece: Uint8Array): Promise<void> {
    const handle = this.#handle
    if (handle) await this.#try(() => handle.writeFile(piece))
  }

  /** The bytes were checked: gives the file its name. */
  async finish(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    if (!handle) return
    await this.#try(async () => {
      await handle.close()
      await rename(this.#part, this.#path)
      await rm(`${this.#part}.json`, { force: true })
    })
  }

  /** What was fetched is of no use. */
  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => {})
    this.#handle = undefined
    await rm(this.#part, { force: true }).catch(() => {})
    await rm(`${this.#part}.json`, { force: true }).catch(() => {})
  }

  /** To be called in the end, finished or not: lets the next process in. */
  async close(): Promise<void> {
    await this.#handle?.close().catch(() => {})
    this.#handle = undefined
    await this.#release().catch(() => {}) // taken over by another process: its own now
  }

  get #part(): string {
    return `${this.#path}.part`
  }

  async #try(write: () => Promise<void>): Promise<void> {
    try {
      await write()
    } catch (error) {
      await this.discard()
      this.#onTrouble(error)
    }
  }
}
