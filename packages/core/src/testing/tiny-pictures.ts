import { bytesOfAscii, concatBytes, viewOf } from '../bytes.ts'
import { crc32 } from '../crc32.ts'
import { webpOf } from '../webp-file.ts'

/** Pictures by hand: whole as files, with no pixels worth decoding. */

export function pngOf(width: number, height: number, ...further: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = Uint8Array.of(0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0)
  return concatBytes([
    bytesOfAscii('\x89PNG\r\n\x1a\n'),
    pngChunk('IHDR', header),
    ...further,
    pngChunk('IDAT', Uint8Array.of(1, 2, 3)),
    pngChunk('IEND', new Uint8Array()),
  ])
}

export function pngChunk(name: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = concatBytes([bytesOfAscii(name), data])
  const chunk = concatBytes([new Uint8Array(4), body, new Uint8Array(4)])
  viewOf(chunk).setUint32(0, data.length)
  viewOf(chunk).setUint32(4 + body.length, crc32(body))
  return chunk
}

/** Its scan has a restart, a coded 0xff and one that fills. */
export function jpegOf(width: number, height: number, ...further: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return concatBytes([
    Uint8Array.of(0xff, 0xd8),
    ...further,
    segment(0xc0, Uint8Array.of(8, 0, height, 0, width, 1, 1, 0x11, 0)),
    segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0)),
    Uint8Array.of(1, 0xff, 0, 2, 0xff, 0xd0, 3, 0xff, 0xff, 0xd9),
  ])
}

export function segment(marker: number, data: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes([Uint8Array.of(0xff, marker, 0, data.length + 2), data])
}

export function webpLossy(width: number, height: number): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.of(0x30, 1, 0, 0x9d, 0x01, 0x2a, width, 0, height, 0, 5)
  return webpOf([{ name: 'VP8 ', data }])
}

/** @param width up to 16,384 */
export function webpLossless(width: number, height: number, alpha: boolean): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(6)
  data[0] = 0x2f
  viewOf(data).setUint32(1, ((width - 1) | ((height - 1) << 14) | (alpha ? 1 << 28 : 0)) >>> 0, true)
  return webpOf([{ name: 'VP8L', data }])
}
