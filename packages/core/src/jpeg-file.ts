import { asciiAt, bytesOfAscii, concatBytes, viewOf } from './bytes.ts'
import { LabelTooLongError } from './label-too-long-error.ts'
import type { PictureFile } from './image-format.ts'

/** What begins XMP's segment. @see XMP specification, part 3, 1.1.3 */
const signature = 'http://ns.adobe.com/xap/1.0/\0'
/** What the specification allows; a segment's length has two bytes. */
const packetLimitBytes = 65_502

const marker = { end: 0xd9, scan: 0xda, app0: 0xe0, app1: 0xe1, app2: 0xe2 } as const

interface Segment {
  readonly marker: number
  readonly data: Uint8Array
  /** From its marker to the next one, coded pixels included. */
  readonly whole: Uint8Array
}

/**
 * What a JPEG says of itself.
 *
 * @throws Error on a file that is cut short, or in which there is something else where a marker should be
 */
export function readJpeg(bytes: Uint8Array): PictureFile {
  let [width, height] = [0, 0]
  let tagged = false
  let xmp: Uint8Array | undefined
  for (const segment of segmentsOf(bytes)) {
    const { data } = segment
    if (isFrame(segment.marker) && data.length >= 5 && width === 0)
      [height, width] = [viewOf(data).getUint16(1), viewOf(data).getUint16(3)]
    if (segment.marker === marker.app2 && asciiAt(data, 0, 12) === 'ICC_PROFILE\0') tagged = true
    if (isXmp(segment)) xmp ??= data.subarray(signature.length)
  }
  return { format: 'jpeg', width, height, animated: false, lossless: false, tagged, xmp }
}

/**
 * @returns the file with this packet, behind what must come first (JFIF and Exif), and no other
 * @throws LabelTooLongError
 */
export function writeJpegXmp(bytes: Uint8Array, xmp: string): Uint8Array<ArrayBuffer> {
  const segment = xmpSegment(xmp)
  const parts = [bytes.subarray(0, 2)]
  let placed = false
  for (const one of segmentsOf(bytes)) {
    if (!placed && !comesFirst(one)) {
      parts.push(segment)
      placed = true
    }
    if (!isXmp(one)) parts.push(one.whole)
  }
  return concatBytes(parts)
}

/** @see ITU-T T.81, annex B */
function* segmentsOf(bytes: Uint8Array): Generator<Segment, void, undefined> {
  const view = viewOf(bytes)
  for (let at = 2; ;) {
    const begin = at
    if (bytes[at] !== 0xff) throw new Error(at < bytes.length ? 'a damaged JPEG' : 'a JPEG that is cut short')
    while (bytes[at] === 0xff) at++ // any number may fill
    const code = bytes[at++]
    if (code === marker.end || isBare(code)) {
      yield { marker: code, data: bytes.subarray(at, at), whole: bytes.subarray(begin, at) }
      if (code === marker.end) return
      continue
    }
    const length = at + 2 <= bytes.length ? view.getUint16(at) : Infinity
    if (length < 2) throw new Error('a damaged JPEG')
    if (at + length > bytes.length) throw new Error('a JPEG that is cut short')
    const data = bytes.subarray(at + 2, at + length)
    at += length
    if (code === marker.scan) at = endOfScan(bytes, at)
    yield { marker: code, data, whole: bytes.subarray(begin, at) }
  }
}

/** Coded pixels go on to the first marker that is no restart; a zero after 0xff says that it is none. */
function endOfScan(bytes: Uint8Array, begin: number): number {
  for (let at = begin; ; at++) {
    at = bytes.indexOf(0xff, at)
    if (at === -1 || at + 1 >= bytes.length) throw new Error('a JPEG that is cut short')
    const next = bytes[at + 1]
    if (next !== 0 && next !== 0xff && !isBare(next)) return at
  }
}

/** Has no length: a restart, or the marker for private use of coders. */
function isBare(code: number): boolean {
  return (code >= 0xd0 && code <= 0xd7) || code === 0x01
}

/** Begins a frame; three of the sixteen codes mean something else. */
function isFrame(code: number): boolean {
  return code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc
}

function comesFirst(segment: Segment): boolean {
  if (segment.marker === marker.app0) return true
  return segment.marker === marker.app1 && asciiAt(segment.data, 0, 6) === 'Exif\0\0'
}

function isXmp(segment: Segment): boolean {
  return segment.marker === marker.app1 && asciiAt(segment.data, 0, signature.length) === signature
}

function xmpSegment(xmp: string): Uint8Array {
  const packet = new TextEncoder().encode(xmp)
  if (packet.length > packetLimitBytes) throw new LabelTooLongError(packet.length, packetLimitBytes)
  const segment = concatBytes([new Uint8Array(4), bytesOfAscii(signature), packet])
  viewOf(segment).setUint16(0, 0xff00 + marker.app1)
  viewOf(segment).setUint16(2, segment.length - 2)
  return segment
}
