import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

let files = 0

/** A file of TensorBoard events: records behind each other, each with checksums of its length and its bytes. */
export class EventFile {
  readonly #file: number
  #kept: Uint8Array[] = []

  /** @param folder gets a new file; made when it is missing */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true })
    const seconds = String(Math.floor(Date.now() / 1000)).padStart(10, '0')
    const name = `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${files++}.v2`
    this.#file = openSync(join(folder, name), 'wx')
  }

  /** Keeps it for the next flush. */
  add(event: Uint8Array): void {
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(event.length))
    this.#kept.push(length, checksum(length), event, checksum(event))
    if (this.#kept.length >= 4 * mostKept) this.#write()
  }

  /** Brings all events to the disk. Throws the system's error where that fails. */
  flush(): void {
    this.#write()
    fsyncSync(this.#file)
  }

  /** Flushes and ends the file. */
  close(): void {
    try {
      this.flush()
    } finally {
      closeSync(this.#file)
    }
  }

  #write(): void {
    const bytes = Buffer.concat(this.#kept)
    this.#kept = []
    for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done)
  }
}

/** Events kept back at most. */
const mostKept = 100

/** The checksum as TensorFlow stores it: rotated, and moved by a constant. */
function checksum(bytes: Uint8Array): Buffer {
  const crc = crc32c(bytes)
  const masked = Buffer.alloc(4)
  masked.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  return masked
}

/** Remainders of each byte by Castagnoli's polynomial, bits reversed. */
const remainders = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0x82f63b78 : 0)
  return remainder
})

/** CRC-32C. @see RFC 3720, appendix B.4 */
export function crc32c(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) crc = (crc >>> 8) ^ remainders[(crc ^ byte) & 0xff]!
  return ~crc >>> 0
}
