import { asciiAt, bytesOfAscii, concatBytes, viewOf } from './bytes.ts'
import type { PictureFile } from './image-format.ts'

/** RFC 9649: https://www.rfc-editor.org/rfc/rfc9649 */

/** Of the chunk VP8X (2.7). */
export const webpFlag = { animation: 0x02, xmp: 0x04, alpha: 0x10 } as const

export interface WebpChunk {
  /** Four characters. */
  readonly name: string
  readonly data: Uint8Array
}

/** What the header of one coded picture tells. */
export interface CodedSize {
  readonly width: number
  readonly height: number
  /** Some pixel may be transparent. */
  readonly alpha: boolean
}

/**
 * What a WebP says of itself.
 *
 * @throws Error on a file that is cut short, or that holds no picture
 */
export function readWebp(bytes: Uint8Array): PictureFile {
  let size: Pick<CodedSize, 'width' | 'height'> | undefined
  let coded: string | undefined
  let animated = false
  let tagged = false
  let xmp: Uint8Array | undefined
  for (const { name, data } of webpChunks(bytes)) {
    if (name === 'VP8X' && data.length >= 10) {
      size ??= { width: uint24(data, 4) + 1, height: uint24(data, 7) + 1 }
      animated ||= (data[0] & webpFlag.animation) !== 0
    }
    if (isCoded(name)) size ??= codedSize({ name, data })
    if (isCoded(name) || name === 'ANMF') coded ??= name
    if (name === 'ICCP') tagged = true
    if (name === 'XMP ') xmp ??= data
  }
  if (!size || !coded) throw new Error('a WebP without a picture')
  return { format: 'webp', ...size, animated, lossless: coded === 'VP8L', tagged, xmp }
}

/** @returns the file with this packet, as its last chunk, and no other; a simple file becomes an extended one */
export function writeWebpXmp(bytes: Uint8Array, xmp: string): Uint8Array<ArrayBuffer> {
  const chunks = [...webpChunks(bytes)].filter(({ name }) => name !== 'XMP ')
  const extended = chunks.find(({ name, data }) => name === 'VP8X' && data.length >= 10)
  if (extended) {
    const data = extended.data.slice()
    data[0] |= webpFlag.xmp
    chunks[chunks.indexOf(extended)] = { name: 'VP8X', data }
  } else {
    const picture = chunks.find(({ name }) => isCoded(name))
    if (!picture) throw new Error('a WebP without a picture')
    const { width, height, alpha } = codedSize(picture)
    chunks.unshift(extendedHeader(width, height, webpFlag.xmp | (alpha ? webpFlag.alpha : 0)))
  }
  return webpOf([...chunks, { name: 'XMP ', data: new TextEncoder().encode(xmp) }])
}

/** 2.3: what lies behind the length that the file names is not part of it. */
export function* webpChunks(bytes: Uint8Array): Generator<WebpChunk, void, undefined> {
  const view = viewOf(bytes)
  const fileEnd = bytes.length >= 12 ? 8 + view.getUint32(4, true) : Infinity
  if (fileEnd > bytes.length) throw new Error('a WebP that is cut short')
  for (let at = 12; at + 8 <= fileEnd;) {
    const end = at + 8 + view.getUint32(at + 4, true)
    if (end > fileEnd) throw new Error('a WebP that is cut short')
    yield { name: asciiAt(bytes, at, 4), data: bytes.subarray(at + 8, end) }
    at = end + (end % 2) // chunks begin at even places
  }
}

/** The file of these chunks, each padded to an even length. */
export function webpOf(chunks: readonly WebpChunk[]): Uint8Array<ArrayBuffer> {
  const file = concatBytes([bytesOfAscii('RIFF\0\0\0\0WEBP'), ...chunks.map(chunkBytes)])
  viewOf(file).setUint32(4, file.length - 8, true)
  return file
}

export function chunkBytes({ name, data }: WebpChunk): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(8 + data.length + (data.length % 2))
  chunk.set(bytesOfAscii(name))
  viewOf(chunk).setUint32(4, data.length, true)
  chunk.set(data, 8)
  return chunk
}

/** 2.7: VP8X. */
export function extendedHeader(width: number, height: number, flags: number): WebpChunk {
  const data = new Uint8Array(10)
  data[0] = flags
  setUint24(data, 4, width - 1)
  setUint24(data, 7, height - 1)
  return { name: 'VP8X', data }
}

/** Holds pixels, with loss or without. */
export function isCoded(name: string): boolean {
  return name === 'VP8 ' || name === 'VP8L'
}

/** RFC 6386, 9.1 for VP8; RFC 9649, 3.4 for VP8L. @throws Error on another beginning than theirs */
export function codedSize({ name, data }: WebpChunk): CodedSize {
  const view = viewOf(data)
  if (name === 'VP8 ' && asciiAt(data, 3, 3) === '\x9d\x01\x2a' && data.length >= 10)
    return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff, alpha: false }
  if (name === 'VP8L' && data.length >= 5 && data[0] === 0x2f) {
    const bits = view.getUint32(1, true)
    return {
      width: (bits & 0x3fff) + 1,
      height: ((bits >>> 14) & 0x3fff) + 1,
      alpha: ((bits >>> 28) & 1) === 1,
    }
  }
  throw new Error('a damaged WebP')
}

export function setUint24(bytes: Uint8Array, at: number, value: number): void {
  for (let n = 0; n < 3; n++) bytes[at + n] = value >>> (8 * n)
}

function uint24(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16)
}
