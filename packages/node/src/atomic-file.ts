import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { whyNotWritten } from './file-not-written.ts'

let opened = 0

/**
 * A file that has its name only once it is whole: it is written beside the target, then renamed. Everything throws
 * FileNotWrittenError, and leaves nothing behind then.
 */
export class AtomicFile {
  readonly #path: string
  readonly #temporary: string
  readonly #handle: FileHandle

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.#path = path
    this.#temporary = temporary
    this.#handle = handle
  }

  static async create(path: string): Promise<AtomicFile> {
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${opened++}.tmp`)
    try {
      return new AtomicFile(path, temporary, await open(temporary, 'wx'))
    } catch (error) {
      throw whyNotWritten(path, error)
    }
  }

  /** Goes on behind what was written before. */
  async write(bytes: Uint8Array | string): Promise<void> {
    await this.#attempt(() => this.#handle.writeFile(bytes)) // `write` alone may stop half-way
  }

  /** @param synced survives a loss of power too */
  async commit({ synced = false } = {}): Promise<void> {
    await this.#attempt(async () => {
      if (synced) await this.#handle.sync()
      await this.#handle.close()
      await rename(this.#temporary, this.#path)
      if (synced) await syncFolder(dirname(this.#path))
    })
  }

  /** Does nothing after `commit`. */
  async discard(): Promise<void> {
    // what made a write fail may forbid this too
    await this.#handle.close().catch(() => {})
    await rm(this.#temporary, { force: true }).catch(() => {})
  }

  async #attempt(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      await this.discard()
      throw whyNotWritten(this.#path, error)
    }
  }
}

/** Opens, fills, commits; discards where that fails. @throws FileNotWrittenError, and what `fill` throws */
export async function writeAtomically(
  path: string,
  fill: (file: AtomicFile) => Promise<void>,
  options?: { synced?: boolean },
): Promise<void> {
  const file = await AtomicFile.create(path)
  try {
    await fill(file)
    await file.commit(options)
  } finally {
    await file.discard()
  }
}

/** Makes the new name last. Windows knows no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
