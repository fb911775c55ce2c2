import { randomUUID } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { renameSynced } from '../run/write-synced.ts'

/** What a pack knows of one file. */
export interface PackedFile {
  readonly name: string
  readonly stamp: string
  /** SHA-256 of its bytes, hexadecimal; empty where they could not be read. */
  readonly hash: string
  /** Why there is no picture of it. */
  readonly reason?: string
}

export interface PackIndex {
  /** Of the whole source; undefined where the disk failed on a file, which may be better next time. */
  readonly stamp: string | undefined
  readonly files: readonly PackedFile[]
}

/*
 * A pack is one file: magic (8 bytes), pictures one behind the other, the index as JSON, the index's length (u32 LE),
 * and the CRC-32 of all before (u32 LE). It is written front to back and renamed at the end.
 */
const magic = Buffer.from('FGPACK01')
const tailBytes = 8
const pieceBytes = 4 * 2 ** 20

/** Reads a pack whose every byte has been checked. */
export class PackReader {
  readonly index: PackIndex
  readonly #file: FileHandle
  readonly #pictureBytes: number
  readonly #end: number
  readonly #window: Buffer
  #windowStart = 0
  #windowEnd = 0

  private constructor(file: FileHandle, index: PackIndex, pictureBytes: number, end: number) {
    this.#file = file
    this.index = index
    this.#pictureBytes = pictureBytes
    this.#end = end
    this.#window = Buffer.alloc(Math.max(pieceBytes, pictureBytes))
  }

  /** @returns undefined when there is no pack, or it is not whole */
  static async open(path: string, pictureBytes: number): Promise<PackReader | undefined> {
    const file = await open(path, 'r').catch(() => undefined)
    if (!file) return undefined
    try {
      const indexed = await readIndex(file, pictureBytes)
      if (indexed) return new PackReader(file, indexed.index, pictureBytes, indexed.start)
    } catch {
      // a disk that cannot be read is the same as no pack
    }
    await file.close()
    return undefined
  }

  /**
   * The n-th picture of those that have one. Cheap when asked for in order.
   *
   * @returns [size,size,3] levels, overwritten by the next call
   */
  async picture(n: number): Promise<Uint8Array> {
    const start = magic.length + n * this.#pictureBytes
    if (start < this.#windowStart || start + this.#pictureBytes > this.#windowEnd) {
      const length = Math.min(this.#end - start, this.#window.length)
      await readFully(this.#file, this.#window.subarray(0, length), start)
      this.#windowStart = start
      this.#windowEnd = start + length
    }
    const from = start - this.#windowStart
    return this.#window.subarray(from, from + this.#pictureBytes)
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}

/** Writes a pack aside; it appears under its name only once it is whole and on the disk. */
export class PackWriter {
  readonly #path: string
  readonly #temporary: string
  readonly #file: FileHandle
  readonly #files: PackedFile[] = []
  readonly #piece = Buffer.alloc(pieceBytes)
  #held = 0
  #sum = 0
  #done = false

  private constructor(path: string, temporary: string, file: FileHandle) {
    this.#path = path
    this.#temporary = temporary
    this.#file = file
  }

  static async create(path: string): Promise<PackWriter> {
    const temporary = `${path}.${process.pid}-${randomUUID()}.tmp`
    const writer = new PackWriter(path, temporary, await open(temporary, 'wx', 0o600))
    await writer.#write(magic)
    return writer
  }

  async add(file: PackedFile, picture?: Uint8Array): Promise<void> {
    this.#files.push(file)
    if (picture) await this.#write(picture)
  }

  async finish(stamp: string | undefined): Promise<void> {
    const index: PackIndex = { stamp, files: this.#files }
    const json = Buffer.from(JSON.stringify(index))
    await this.#write(json)
    await this.#write(u32(json.length))
    await this.#flush()
    await this.#file.writeFile(u32(this.#sum))
    await this.#file.sync()
    await this.#file.close()
    await renameSynced(this.#temporary, this.#path)
    this.#done = true
  }

  /** Leaves nothing behind, unless the pack is finished. */
  async abandon(): Promise<void> {
    if (this.#done) return
    await this.#file.close().catch(() => {})
    await rm(this.#temporary, { force: true }).catch(() => {})
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const part = bytes.subarray(from, from + this.#piece.length - this.#held)
      this.#piece.set(part, this.#held)
      this.#held += part.length
      from += part.length
      if (this.#held === this.#piece.length) await this.#flush()
    }
  }

  async #flush(): Promise<void> {
    const bytes = this.#piece.subarray(0, this.#held)
    this.#sum = crc32(bytes, this.#sum)
    await this.#file.writeFile(bytes) // goes on where the last write ended
    this.#held = 0
  }
}

async function readIndex(
  file: FileHandle,
  pictureBytes: number,
): Promise<{ index: PackIndex; start: number } | undefined> {
  const { size } = await file.stat()
  if (size < magic.length + tailBytes) return undefined
  const tail = Buffer.alloc(tailBytes)
  await readFully(file, tail, size - tailBytes)
  const start = size - tailBytes - tail.readUInt32LE(0)
  if (start < magic.length || (await checksum(file, size - 4)) !== tail.readUInt32LE(4)) return undefined
  const head = Buffer.alloc(magic.length)
  await readFully(file, head, 0)
  if (!head.equals(magic)) return undefined
  const json = Buffer.alloc(size - tailBytes - start)
  await readFully(file, json, start)
  const index = JSON.parse(json.toString()) as PackIndex
  const pictures = index.files.filter(({ reason }) => reason === undefined).length
  return start === magic.length + pictures * pictureBytes ? { index, start } : undefined
}

/** CRC-32 of the first `length` bytes. */
async function checksum(file: FileHandle, length: number): Promise<number> {
  const piece = Buffer.alloc(pieceBytes)
  let sum = 0
  for (let position = 0; position < length; position += piece.length) {
    const part = piece.subarray(0, Math.min(piece.length, length - position))
    await readFully(file, part, position)
    sum = crc32(part, sum)
  }
  return sum
}

async function readFully(file: FileHandle, into: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await file.read(into, done, into.length - done, position + done)
    if (bytesRead === 0) throw new Error('the file ends early')
    done += bytesRead
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
