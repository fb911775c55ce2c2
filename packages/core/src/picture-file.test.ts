import { deflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOfAscii, concatBytes } from './bytes.ts'
import type { ImageFormat } from './image-format.ts'
import { readPicture, writeXmp } from './picture-file.ts'
import { jpegOf, pngOf, segment, webpLossless, webpLossy, pngChunk } from './testing/tiny-pictures.ts'
import { webpChunks, webpOf } from './webp-file.ts'

const xmp = '<x:xmpmeta>\u00e4</x:xmpmeta>'
const utf8 = new TextEncoder()
const packed = deflateSync('<a/>')
const textOf = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes)

const files: readonly [name: string, format: ImageFormat, file: Uint8Array, lossless: boolean][] = [
  ['PNG', 'png', pngOf(3, 2), true],
  ['JPEG', 'jpeg', jpegOf(3, 2), false],
  ['lossy WebP', 'webp', webpLossy(3, 2), false],
  ['lossless WebP', 'webp', webpLossless(3, 2, false), true],
  ['extended WebP', 'webp', writeXmp(webpLossy(3, 2), 'older'), false],
]

describe.each(files)('%s', (_name, format, file, lossless) => {
  it('is read for what it is', async () => {
    const picture = await readPicture(file)
    expect(picture).toMatchObject({ format, width: 3, height: 2, animated: false, lossless, tagged: false })
  })

  it('holds the packet that is written, the last one alone, and reads the same otherwise', async () => {
    const once = writeXmp(file, xmp)
    const { xmp: found, ...rest } = await readPicture(once)
    expect(textOf(found)).toBe(xmp)
    expect(rest).toEqual({ format, width: 3, height: 2, animated: false, lossless, tagged: false })
    expect(writeXmp(writeXmp(file, `${xmp} `), xmp)).toEqual(once)
  })

  it('any packet comes back, of odd length or even', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 100 }), async (text) => {
        const packet = new TextDecoder().decode(utf8.encode(text)) // without half a surrogate pair
        expect(textOf((await readPicture(writeXmp(file, packet))).xmp)).toBe(packet.replace(/^\uFEFF/, ''))
      }),
      { numRuns: 50 },
    )
  })

  it('cut short anywhere it is refused', async () => {
    for (let length = 0; length < file.length; length++) {
      await expect(readPicture(file.subarray(0, length))).rejects.toThrow(/cut short|no PNG|damaged/)
      expect(() => writeXmp(file.subarray(0, length), xmp)).toThrow(/cut short|no PNG|damaged/)
    }
  })

  it('with anything behind its end it reads the same; what follows goes when it is written', async () => {
    const more = concatBytes([file, bytesOfAscii('more')])
    expect(await readPicture(more)).toEqual(await readPicture(file))
    expect(writeXmp(more, xmp)).toEqual(writeXmp(file, xmp))
  })

  it('damaged at will it is a labelled file or an error, and soon', async () => {
    const changes = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const damaged = file.slice()
        for (const [at, value] of places) damaged[at] = value
        expect(await outcomeOf(damaged)).toMatch(/^(labelled|refused)$/)
      }),
      { numRuns: 300 },
    )
  })
})

it('any bytes behind the beginning of a format are a file or an error, and soon', async () => {
  const beginnings = fc.constantFrom(
    bytesOfAscii('\x89PNG\r\n\x1a\n'),
    concatBytes([bytesOfAscii('\x89PNG\r\n\x1a\n'), pngChunk('IHDR', new Uint8Array(13))]),
    Uint8Array.of(0xff, 0xd8, 0xff),
    bytesOfAscii('RIFF\x28\0\0\0WEBPVP8X'),
    bytesOfAscii('RIFF\x28\0\0\0WEBP'),
  )
  await fc.assert(
    fc.asyncProperty(beginnings, fc.uint8Array({ maxLength: 60 }), async (beginning, rest) => {
      expect(await outcomeOf(concatBytes([beginning, rest]))).toMatch(/^(labelled|refused)$/)
    }),
    { numRuns: 1000 },
  )
})

const refusal =
  /^(a (PNG|JPEG|WebP) (that is cut short|without .*)|a damaged (JPEG|WebP)|no PNG, WebP or JPEG.*)$/

/** `labelled` where the label that is written can be read, `refused` with an error of ours; anything else is wrong. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const problems: string[] = []
  const refuse = (error: unknown) => {
    const { message } = error as Error
    problems.push(refusal.test(message) ? 'refused' : message)
    return undefined
  }
  await readPicture(bytes).catch(refuse)
  try {
    const { xmp: found } = await readPicture(writeXmp(bytes, xmp))
    if (textOf(found) !== xmp) problems.push('another label')
  } catch (error) {
    refuse(error)
  }
  return [...new Set(problems)].join() || 'labelled'
}

describe('what else may be in a file', () => {
  const png = (...chunks: Uint8Array[]) => pngOf(3, 2, ...chunks)

  it.each([
    [
      'in iTXt with language and translation',
      pngChunk('iTXt', bytesOfAscii('XML:com.adobe.xmp\0\0\0de\0xmp\0<a/>')),
    ],
    ['as sharp writes it', pngChunk('zTXt', concatBytes([bytesOfAscii('XML:com.adobe.xmp\0\0'), packed]))],
    [
      'compressed in iTXt',
      pngChunk('iTXt', concatBytes([bytesOfAscii('XML:com.adobe.xmp\0\x01\0\0\0'), packed])),
    ],
  ])('a packet of PNG, %s', async (_how, chunk) => {
    expect(textOf((await readPicture(png(chunk))).xmp)).toBe('<a/>')
    expect(textOf((await readPicture(writeXmp(png(chunk), xmp))).xmp)).toBe(xmp)
  })

  it.each([
    ['a text of another name', 'Comment\0\0\0\0\0<a/>'],
    ['no text at all', 'XML:com.adobe.xmp\0\0\0'],
    ['a translation without end', 'XML:com.adobe.xmp\0\0\0de\0xmp'],
    ['zlib that is none', 'XML:com.adobe.xmp\0\x01\0\0\0<a/>'],
  ])('PNG with %s has no packet', async (_what, text) => {
    expect((await readPicture(png(pngChunk('iTXt', bytesOfAscii(text))))).xmp).toBeUndefined()
  })

  it('profiles and animations are seen', async () => {
    expect(await readPicture(png(pngChunk('iCCP', new Uint8Array(9))))).toMatchObject({ tagged: true })
    expect(await readPicture(png(pngChunk('acTL', new Uint8Array(8))))).toMatchObject({ animated: true })
    const icc = segment(0xe2, bytesOfAscii('ICC_PROFILE\0\x01\x01'))
    expect(await readPicture(jpegOf(3, 2, icc))).toMatchObject({ tagged: true })
    const chunks = [...webpChunks(webpLossless(3, 2, true))]
    const profile = { name: 'ICCP', data: new Uint8Array(3) }
    expect(await readPicture(webpOf([profile, ...chunks]))).toMatchObject({ tagged: true, lossless: true })
    const flags = { name: 'VP8X', data: Uint8Array.of(2, 0, 0, 0, 2, 0, 0, 1, 0, 0) }
    expect(await readPicture(webpOf([flags, ...chunks]))).toMatchObject({
      animated: true,
      width: 3,
      height: 2,
    })
  })

  it('a JPEG packet goes behind JFIF and Exif', () => {
    const [jfif, exif] = [segment(0xe0, bytesOfAscii('JFIF\0')), segment(0xe1, bytesOfAscii('Exif\0\0'))]
    const file = writeXmp(jpegOf(3, 2, jfif, exif), xmp)
    expect(file.subarray(2, 2 + jfif.length + exif.length)).toEqual(concatBytes([jfif, exif]))
    expect(file[3 + jfif.length + exif.length]).toBe(0xe1)
  })

  it('a JPEG has no room for a label of 65,503 bytes', async () => {
    const most = 'x'.repeat(65_502)
    expect((await readPicture(writeXmp(jpegOf(3, 2), most))).xmp).toHaveLength(65_502)
    expect(() => writeXmp(jpegOf(3, 2), `${most}x`)).toThrow(
      expect.objectContaining({ code: 'FACEGAN_LABEL_TOO_LONG', message: expect.stringContaining('65503') }),
    )
  })

  it.each([false, true])('a simple WebP becomes an extended one; transparency: %s', (alpha) => {
    const [header, ...others] = webpChunks(writeXmp(webpLossless(300, 2, alpha), xmp))
    // flags, reserved, width - 1, height - 1
    expect([...header.data]).toEqual([alpha ? 0x14 : 0x04, 0, 0, 0, 0x2b, 0x01, 0, 1, 0, 0])
    expect([header, ...others].map(({ name }) => name)).toEqual(['VP8X', 'VP8L', 'XMP '])
  })
})
