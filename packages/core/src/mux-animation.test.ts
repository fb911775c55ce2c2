import { describe, expect, it } from 'vitest'
import { syntheticXmp } from './label.ts'
import { muxAnimation } from './mux-animation.ts'
import { readPicture } from './picture-file.ts'
import { webpLossless, webpLossy } from './testing/tiny-pictures.ts'
import { webpChunks, webpOf } from './webp-file.ts'

const label = { seed: '3,8', truncation: 1, modelName: 'm', modelSha256: 'ab'.repeat(32) }
const plan = { width: 3, height: 2, plays: 258, delaysMs: [33, 70_000], label }

describe('muxAnimation', () => {
  it('writes what RFC 9649 asks for, field by field', async () => {
    const file = muxAnimation([webpLossy(3, 2), webpLossless(3, 2, true)], plan)
    const chunks = [...webpChunks(file)]
    expect(chunks.map(({ name }) => name)).toEqual(['VP8X', 'ANIM', 'ANMF', 'ANMF', 'XMP '])
    const [header, anim, first, second, xmp] = chunks.map(({ data }) => data)
    expect([...header]).toEqual([0x02 | 0x04 | 0x10, 0, 0, 0, 2, 0, 0, 1, 0, 0])
    expect([...anim]).toEqual([0, 0, 0, 0, 2, 1]) // background, 258 times
    // x / 2, y / 2, width - 1, height - 1, milliseconds, do not blend
    expect([...first.subarray(0, 16)]).toEqual([0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 33, 0, 0, 2])
    expect([...second.subarray(12, 16)]).toEqual([0x70, 0x11, 0x01, 2])
    // 11 bytes of VP8, padded; 6 of VP8L
    expect([first.length, second.length]).toEqual([16 + 8 + 12, 16 + 8 + 6])
    expect(new TextDecoder().decode(xmp)).toBe(syntheticXmp(label).replace(/^\uFEFF/, ''))
    expect(await readPicture(file)).toMatchObject({ animated: true, width: 3, height: 2 })
  })

  it('takes alpha along where it is coded by itself, and leaves the still’s own metadata', () => {
    const [coded] = webpChunks(webpLossy(3, 2))
    const extended = webpOf([
      { name: 'VP8X', data: Uint8Array.of(0x1c, 0, 0, 0, 2, 0, 0, 1, 0, 0) },
      { name: 'ALPH', data: Uint8Array.of(0, 1, 2) },
      coded,
      { name: 'EXIF', data: new Uint8Array(4) },
    ])
    const [header, , frame] = webpChunks(muxAnimation([extended, webpLossy(3, 2)], plan))
    expect(header.data[0]).toBe(0x02 | 0x04 | 0x10)
    expect(frame.data.length).toBe(16 + (8 + 4) + (8 + 12))
    const opaque = muxAnimation([webpLossy(3, 2), webpLossy(3, 2)], plan)
    expect([...webpChunks(opaque)][0].data[0]).toBe(0x02 | 0x04)
  })

  it.each([
    ['another size', webpLossy(3, 3), /still 1 is 3x3, not 3x2/],
    ['no picture', webpOf([{ name: 'EXIF', data: new Uint8Array(2) }]), /without a picture/],
    ['half a file', webpLossy(3, 2).subarray(0, 20), /cut short/],
  ])('refuses a still of %s', (_what, still, message) => {
    expect(() => muxAnimation([webpLossy(3, 2), still], plan)).toThrow(message)
  })

  it('refuses other stills than were planned', () => {
    expect(() => muxAnimation([webpLossy(3, 2)], plan)).toThrow('1 stills, 2 delays')
  })
})
