import { createHash } from 'node:crypto'
import { messageOf } from '@facegan/core'
import { decodePicture } from './decode-picture.ts'
import type { PictureCache } from './picture-cache.ts'
import type { PictureFile } from './picture-file.ts'
import type { PackedFile, PackReader } from './picture-pack.ts'
import { openSource, type PictureSource } from './picture-source.ts'

/** A file of a source: with its picture, [size,size,3] levels until the next one is asked for, or without, and why. */
export interface DecodedFile extends PackedFile {
  readonly picture: Uint8Array | undefined
}

/** Decoding keeps both sharp's threads and the disk busy with this many pictures under way. */
const decodesUnderWay = 16

/** A source whose pictures come out of the cache where it has them, and out of the decoder where not. */
export class DecodedSource {
  readonly #source: PictureSource
  readonly #size: number
  readonly #cache: PictureCache
  readonly #pack: PackReader | undefined

  private constructor(
    source: PictureSource,
    size: number,
    cache: PictureCache,
    pack: PackReader | undefined,
  ) {
    this.#source = source
    this.#size = size
    this.#cache = cache
    this.#pack = pack
  }

  /** @throws DataError when there is no such source, or it is damaged */
  static async open(path: string, size: number, cache: PictureCache): Promise<DecodedSource> {
    const source = await openSource(path)
    return new DecodedSource(source, size, cache, await cache.find(source.place, size))
  }

  /** How many files will come, where it can be told. */
  get total(): number | undefined {
    return this.#unchanged ? this.#pack?.index.files.length : this.#source.total
  }

  get #unchanged(): boolean {
    return this.#pack?.index.stamp === this.#source.stamp
  }

  /** Once, and in order. */
  async *files(): AsyncGenerator<DecodedFile, void, undefined> {
    if (this.#pack && this.#unchanged) yield* this.#fromPack(this.#pack)
    else yield* this.#fromSource()
  }

  async close(): Promise<void> {
    await this.#pack?.close()
  }

  async *#fromPack(pack: PackReader): AsyncGenerator<DecodedFile, void, undefined> {
    let n = 0
    for (const file of pack.index.files)
      yield { ...file, picture: file.reason === undefined ? await pack.picture(n++) : undefined }
  }

  async *#fromSource(): AsyncGenerator<DecodedFile, void, undefined> {
    const { place, stamp } = this.#source
    const known = new KnownPictures(this.#pack)
    const writer = await this.#cache.replace(place, this.#size)
    let complete = true
    try {
      for await (const { file, picture, passing } of this.#decodeAhead(known)) {
        const levels = typeof picture === 'number' ? await this.#pack?.picture(picture) : picture
        await writer.add(file, levels)
        complete &&= passing !== true
        yield { ...file, picture: levels }
      }
      await writer.finish(complete ? stamp : undefined)
    } finally {
      await writer.close()
    }
  }

  /** Starts on a few files ahead of the one that is asked for, and keeps their order. */
  async *#decodeAhead(known: KnownPictures): AsyncGenerator<Decoding, void, undefined> {
    const queue: Promise<Decoding>[] = []
    for await (const file of this.#source.files()) {
      queue.push(decode(file, this.#size, known))
      if (queue.length >= decodesUnderWay) yield queue.shift()!
    }
    yield* queue
  }
}

/** What became of a file; a number says which picture of the pack it is. */
interface Decoding {
  readonly file: PackedFile
  readonly picture: Uint8Array | number | undefined
  /** A trouble of the disk, not of the file: it may be over next time. */
  readonly passing?: boolean
}

/** Finds a file of an earlier time again: the same name and stamp, or the same content under whatever name. */
class KnownPictures {
  readonly #byStamp = new Map<string, Decoding>()
  readonly #byHash = new Map<string, Decoding>()

  constructor(pack: PackReader | undefined) {
    let n = 0
    for (const file of pack?.index.files ?? []) {
      const picture = file.reason === undefined ? n++ : undefined
      if (file.stamp !== '') this.#byStamp.set(`${file.stamp} ${file.name}`, { file, picture })
      if (file.hash !== '') this.#byHash.set(file.hash, { file, picture })
    }
  }

  unchanged({ name, stamp }: PictureFile): Decoding | undefined {
    const found = stamp === '' ? undefined : this.#byStamp.get(`${stamp} ${name}`)
    return found?.file.hash === '' ? undefined : found
  }

  withHash(hash: string): Decoding | undefined {
    return this.#byHash.get(hash)
  }
}

/** Never rejects: what is wrong with a file is told with it. */
async function decode(file: PictureFile, size: number, known: KnownPictures): Promise<Decoding> {
  const unchanged = known.unchanged(file)
  if (unchanged) return unchanged
  const { name, stamp } = file
  let bytes: Buffer
  try {
    bytes = await file.read()
  } catch (error) {
    const passing = error instanceof Error && 'syscall' in error
    return { file: { name, stamp, hash: '', reason: messageOf(error) }, picture: undefined, passing }
  }
  const hash = createHash('sha256').update(bytes).digest('hex')
  const same = known.withHash(hash)
  if (same) return { ...same, file: { ...same.file, name, stamp } }
  try {
    return { file: { name, stamp, hash }, picture: await decodePicture(bytes, size) }
  } catch (error) {
    return { file: { name, stamp, hash, reason: messageOf(error) }, picture: undefined }
  }
}
