import { describe, expect, it } from 'vitest'
import { createFaceMaker } from './face-maker.ts'
import { createGenerator } from './generator.ts'
import type { SyntheticLabel } from './label.ts'
import type { Pixels } from './pixels.ts'
import { fakeManifest } from './testing/fake-model.ts'
import { jpegOf, pngOf } from './testing/tiny-pictures.ts'
import { verifyPicture, type PictureVerifier } from './verify-picture.ts'

/** A model of pictures 3 wide and 2 high, all grey. */
const manifest = { ...fakeManifest, image: { width: 3, height: 2, channels: 3 } } as const
const grey = (width: number, height: number, level = 128): Pixels => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4).fill(level).map((one, n) => (n % 4 === 3 ? 255 : one)),
})
const maker = createFaceMaker({
  manifest,
  device: 'fake',
  skipped: [],
  runner: {
    run: async (_, count) =>
      new Uint8ClampedArray(count * 24).fill(128).map((one, n) => (n % 4 === 3 ? 255 : one)),
    dispose: async () => {},
  },
  makeFace: (face) => face,
})
const generator = createGenerator(maker)
const label: SyntheticLabel = { seed: 7, truncation: 1, modelName: 'fake', modelSha256: '0'.repeat(64) }
const sheet = { columns: 1, gap: 0, scale: 2, kernel: 'nearest', background: '#ffffff' } as const

function verify(file: Uint8Array, shown: Pixels | Error, further: Partial<PictureVerifier> = {}) {
  return verifyPicture({
    readFile: () => file,
    readLabel: () => label,
    decode: async () => {
      if (shown instanceof Error) throw shown
      return shown
    },
    loadGenerator: async () => generator,
    kernels: { nearest: (picture, scale) => grey(picture.width * scale, picture.height * scale) },
    signal: undefined,
    ...further,
  })
}

const untouchable = new Error('nobody should have decoded this')

describe('verifyPicture', () => {
  it('compares what is shown with what the model makes', async () => {
    expect(await verify(pngOf(3, 2), grey(3, 2))).toMatchObject({
      verdict: 'same',
      detail: 'seed 7 of fake',
      label,
    })
    expect(await verify(pngOf(3, 2), grey(3, 2, 129))).toMatchObject({
      verdict: 'same',
      difference: { max: 1 },
    })
    expect(await verify(pngOf(3, 2), grey(3, 2, 130))).toMatchObject({
      verdict: 'different',
      detail: 'claims seed 7 of fake, but is 2.0 levels off on average, 2 at most',
    })
  })

  it('allows a lossy file what encoders lose', async () => {
    expect(await verify(jpegOf(3, 2), grey(3, 2, 134))).toMatchObject({ verdict: 'same' })
    expect(await verify(jpegOf(3, 2), grey(3, 2, 135))).toMatchObject({ verdict: 'different' })
  })

  it('a quarter turn may make the size right, or wrong', async () => {
    expect(await verify(jpegOf(2, 3), grey(3, 2))).toMatchObject({ verdict: 'same' })
    expect(await verify(jpegOf(3, 2), grey(2, 3))).toMatchObject({
      verdict: 'different',
      detail: 'claims seed 7 of fake, which is 3x2; this is 2x3',
    })
  })

  it('decodes nothing of another size, without a label, or of another model', async () => {
    expect(await verify(pngOf(200, 200), untouchable)).toMatchObject({ verdict: 'different' })
    expect(await verify(pngOf(3, 2), untouchable, { readLabel: () => undefined })).toMatchObject({
      verdict: 'no-label',
    })
    const other = { ...label, modelSha256: '1'.repeat(64) }
    expect(await verify(pngOf(3, 2), untouchable, { readLabel: () => other })).toMatchObject({
      verdict: 'other-model',
    })
  })

  it('what cannot be read, or decoded, is unreadable for the reason given', async () => {
    expect(await verify(new Uint8Array(9), untouchable)).toEqual({
      verdict: 'unreadable',
      detail: 'no PNG, WebP or JPEG, which is what facegan writes',
    })
    expect(await verify(pngOf(3, 2), new Error('bad checksum\nat 7'))).toMatchObject({
      verdict: 'unreadable',
      detail: 'bad checksum',
      label,
    })
  })

  it('a face that was enlarged is drawn as such; smoothly only where a runtime can', async () => {
    const readLabel = () => ({ ...label, sheet })
    expect(await verify(pngOf(6, 4), grey(6, 4), { readLabel })).toMatchObject({
      verdict: 'same',
      detail: 'seed 7 of fake, enlarged 2 times',
    })
    const smooth = () => ({ ...label, sheet: { ...sheet, kernel: 'lanczos' } as const })
    expect(await verify(pngOf(6, 4), untouchable, { readLabel: smooth })).toMatchObject({
      verdict: 'not-verifiable',
      detail: expect.stringContaining('Node'),
    })
  })

  it("raises what is wrong with the model, which is not the file's fault", async () => {
    const loadGenerator = () => Promise.reject(new Error('no such model'))
    await expect(verify(pngOf(3, 2), untouchable, { loadGenerator })).rejects.toThrow('no such model')
  })
})
