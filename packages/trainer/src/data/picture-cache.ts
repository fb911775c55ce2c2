import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { messageOf } from '@facegan/core'
import sharp from 'sharp'
import { PackReader, PackWriter, type PackedFile } from './picture-pack.ts'

/** Raised when pictures are decoded in another way. */
const decoding = 1
const keptBytes = 4 * 2 ** 30
const keptDays = 30
const dayMs = 24 * 60 * 60 * 1000
/** A temporary file that nobody wrote to for this long belongs to a process that was killed. */
const abandonedMs = 60 * 60 * 1000

/**
 * Where decoded pictures are kept: `FACEGAN_CACHE`, or `facegan` in the user's cache folder (XDG). One place for all
 * runs, so that the next run on the same pictures starts as fast as a resumed one, and run folders, which people copy
 * and share, hold no photos.
 *
 * @returns undefined for `FACEGAN_CACHE=off`
 */
export function pictureCacheFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = env['FACEGAN_CACHE']
  if (chosen === 'off') return undefined
  if (chosen) return resolve(chosen)
  const cache = env['XDG_CACHE_HOME']
  return join(cache && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'facegan')
}

/** The packs of decoded pictures in one folder. It only ever saves time: without a usable one pictures are decoded. */
export class PictureCache {
  readonly #folder: string | undefined
  readonly #onMessage: (message: string) => void
  #complained = false

  /** @param folder undefined keeps nothing */
  constructor(folder: string | undefined, onMessage: (message: string) => void) {
    this.#folder = folder && join(folder, 'pictures')
    this.#onMessage = onMessage
  }

  /** @returns what is known of a source's pictures at this size; undefined when nothing is, or it is damaged */
  async find(place: string, size: number): Promise<PackReader | undefined> {
    if (!this.#folder) return undefined
    const path = join(this.#folder, packName(place, size))
    const pack = await PackReader.open(path, size * size * 3)
    if (pack) await utimes(path, new Date(), new Date()).catch(() => {}) // so that it is not cleared away as unused
    return pack
  }

  /** A new pack for a source, in place of the old one once it is finished. */
  async replace(place: string, size: number): Promise<CacheWriter> {
    if (!this.#folder) return new CacheWriter(undefined, () => {})
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 }) // photos of people: for their owner alone
      const keep = packName(place, size)
      await clearUnused(this.#folder, keep)
      return new CacheWriter(await PackWriter.create(join(this.#folder, keep)), (error) =>
        this.#complain(error),
      )
    } catch (error) {
      this.#complain(error)
      return new CacheWriter(undefined, () => {})
    }
  }

  #complain(error: unknown): void {
    if (this.#complained) return
    this.#complained = true
    this.#onMessage(
      `Decoded pictures cannot be kept in ${this.#folder} (${messageOf(error)}): the next start decodes them again. FACEGAN_CACHE chooses another folder.`,
    )
  }
}

/** Writes what comes as long as the disk takes it. */
class CacheWriter {
  #writer: PackWriter | undefined
  readonly #onTrouble: (error: unknown) => void

  constructor(writer: PackWriter | undefined, onTrouble: (error: unknown) => void) {
    this.#writer = writer
    this.#onTrouble = onTrouble
  }

  add(file: PackedFile, picture?: Uint8Array): Promise<void> {
    return this.#try((writer) => writer.add(file, picture))
  }

  finish(stamp: string | undefined): Promise<void> {
    return this.#try((writer) => writer.finish(stamp))
  }

  /** To be called in the end, finished or not. */
  async close(): Promise<void> {
    await this.#writer?.abandon()
    this.#writer = undefined
  }

  async #try(write: (writer: PackWriter) => Promise<void>): Promise<void> {
    if (!this.#writer) return
    try {
      await write(this.#writer)
    } catch (error) {
      await this.close()
      this.#onTrouble(error)
    }
  }
}

/** Another release of the decoder may round pixels otherwise, so it gets packs of its own. */
function packName(place: string, size: number): string {
  const { sharp: library, vips } = sharp.versions
  const hash = createHash('sha256').update(JSON.stringify([decoding, library, vips, size, place]))
  return `${hash.digest('hex').slice(0, 32)}.pack`
}

/** Clears away what was killed half-written, what was not used for long, and the longest unused above the limit. */
async function clearUnused(folder: string, keep: string): Promise<void> {
  const now = Date.now()
  const packs: { path: string; bytes: number; used: number }[] = []
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    if (!stats || name === keep) continue
    const idle = now - stats.mtimeMs
    if (name.endsWith('.tmp') ? idle > abandonedMs : name.endsWith('.pack') && idle > keptDays * dayMs)
      await rm(path, { force: true })
    else if (name.endsWith('.pack')) packs.push({ path, bytes: stats.size, used: stats.mtimeMs })
  }
  let kept = 0
  for (const { path, bytes } of packs.toSorted((a, b) => b.used - a.used)) {
    kept += bytes
    if (kept > keptBytes) await rm(path, { force: true })
  }
}
