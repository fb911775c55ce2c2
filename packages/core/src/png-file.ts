import { asciiAt, bytesOfAscii, concatBytes, viewOf } from './bytes.ts'
import { crc32 } from './crc32.ts'
import { inflate } from './inflate.ts'
import type { PictureFile } from './image-format.ts'
import { xmpLimitBytes } from './xmp-text.ts'

/** @see XMP specification, part 3, 1.1.5 */
const keyword = 'XML:com.adobe.xmp'

interface Chunk {
  readonly name: string
  readonly data: Uint8Array
  /** From its length to its checksum. */
  readonly whole: Uint8Array
}

/**
 * What a PNG says of itself. Checksums are for the decoder to look at.
 *
 * @throws Error on a file that is cut short or does not begin with its header
 */
export async function readPng(bytes: Uint8Array): Promise<PictureFile> {
  const header = headerOf(bytes)
  const [width, height] = [viewOf(header.data).getUint32(0), viewOf(header.data).getUint32(4)]
  let animated = false
  let tagged = false
  let packet: Chunk | undefined
  for (const chunk of chunksOf(bytes)) {
    if (chunk.name === 'acTL') animated = true
    if (chunk.name === 'iCCP') tagged = true
    if (isXmp(chunk)) packet ??= chunk
  }
  const xmp = packet && (await textOf(packet))
  return { format: 'png', width, height, animated, lossless: true, tagged, xmp }
}

/** @returns the file with this packet, in an iTXt chunk behind its header, and no other */
export function writePngXmp(bytes: Uint8Array, xmp: string): Uint8Array<ArrayBuffer> {
  const header = headerOf(bytes)
  const parts = [bytes.subarray(0, 8), header.whole, xmpChunk(xmp)]
  for (const chunk of chunksOf(bytes)) {
    if (chunk.name !== 'IHDR' && !isXmp(chunk)) parts.push(chunk.whole)
  }
  return concatBytes(parts)
}

function headerOf(bytes: Uint8Array): Chunk {
  const [header] = chunksOf(bytes)
  if (header.name !== 'IHDR' || header.data.length !== 13) throw new Error('a PNG without its header')
  return header
}

/** Up to the end that the file names; what follows is none of its business. @see PNG, third edition, 5.3 */
function* chunksOf(bytes: Uint8Array): Generator<Chunk, void, undefined> {
  const view = viewOf(bytes)
  for (let at = 8, name = ''; name !== 'IEND';) {
    const end = at + 12 <= bytes.length ? at + 12 + view.getUint32(at) : Infinity
    if (end > bytes.length) throw new Error('a PNG that is cut short')
    name = asciiAt(bytes, at + 4, 4)
    yield { name, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) }
    at = end
  }
}

/** sharp writes it compressed, as zTXt; the specification asks for iTXt. */
function isXmp({ name, data }: Chunk): boolean {
  return (name === 'iTXt' || name === 'zTXt') && asciiAt(data, 0, keyword.length + 1) === `${keyword}\0`
}

/** @see PNG, third edition, 11.3.3 */
async function textOf({ name, data }: Chunk): Promise<Uint8Array | undefined> {
  const flags = keyword.length + 1
  if (name === 'zTXt') return inflate(data.subarray(flags + 1), xmpLimitBytes)
  const translated = data.indexOf(0, flags + 2) + 1 // behind the language
  const text = data.indexOf(0, translated) + 1
  if (translated === 0 || text === 0) return undefined
  const rest = data.subarray(text)
  return data[flags] === 1 ? inflate(rest, xmpLimitBytes) : rest
}

function xmpChunk(xmp: string): Uint8Array {
  // keyword, not compressed, no language, no translated keyword
  const body = concatBytes([bytesOfAscii(`iTXt${keyword}\0\0\0\0\0`), new TextEncoder().encode(xmp)])
  const chunk = concatBytes([new Uint8Array(4), body, new Uint8Array(4)])
  viewOf(chunk).setUint32(0, body.length - 4)
  viewOf(chunk).setUint32(chunk.length - 4, crc32(body))
  return chunk
}
