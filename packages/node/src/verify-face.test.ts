import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { various } from '@facegan/core'
import {
  animation,
  contactSheet,
  generateFaces,
  loadGenerator,
  verifyFace,
  type ContactSheetOptions,
  type NodeFace,
  type NodeFaceGenerator,
} from '@facegan/node'
import * as fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, tinyModel } from './testing/fixtures.ts'

let generator: NodeFaceGenerator
let face: NodeFace
let faces: NodeFace[]
beforeAll(async () => {
  generator = await loadGenerator()
  faces = await generator.generate({ seeds: '0-99' })
  face = await generator.mix(7, 8, 0.25, { truncation: 0.7, edit: { smile: 1.5, turn: -7 }, beyond: true })
})
afterAll(() => generator.dispose())

/** A file of ours after another program had it, label kept. */
async function changed(file: Buffer, change: (image: Sharp) => Sharp): Promise<Buffer> {
  const { xmpAsString = '' } = await sharp(file).metadata()
  return change(sharp(file)).withXmp(xmpAsString).toBuffer()
}

const patch = { input: { create: { width: 10, height: 10, channels: 3, background: '#ff0000' } } } as const

describe('a face verifies', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['PNG', () => face.toPng()],
    ['WebP', () => face.toWebp()],
    ['lossless WebP', () => face.toWebp({ lossless: true })],
    ['JPEG', () => face.toJpeg()],
  ])('as %s, mixed and edited beyond its range', async (_format, encode) => {
    const { verdict, detail, label } = await verifyFace(await encode())
    expect(verdict).toBe('same')
    expect(detail).toBe('seed 7 of faces-64, mixed 8@0.25, edited smile=1.5,turn=-7, truncation 0.7')
    expect(label).toMatchObject({ seed: 7, mix: { seed: 8, t: 0.25 }, edit: { smile: 1.5, turn: -7 } })
  })

  it.each([
    ['JPEG at 75', (one: NodeFace) => one.toJpeg({ quality: 75 })],
    ['WebP at 75', (one: NodeFace) => one.toWebp({ quality: 75 })],
    [
      'JPEG with half the chroma at 80',
      async (one: NodeFace) =>
        changed(await one.toPng(), (image) => image.jpeg({ quality: 80, chromaSubsampling: '4:2:0' })),
    ],
  ] as const)('every one of a hundred as %s', async (_format, encode) => {
    for (const one of faces) {
      const { verdict, detail, difference } = await verifyFace(await encode(one))
      expect(verdict, detail).toBe('same')
      expect(difference!.max).toBeGreaterThan(1) // there was something to allow for
    }
  })

  it('from a path, and after other metadata was added', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'a.png')
    const withExif = sharp(await face.toPng()).withExif({ IFD0: { Artist: 'nobody' } })
    await writeFile(
      file,
      await withExif.withXmp((await sharp(await face.toPng()).metadata()).xmpAsString!).toBuffer(),
    )
    expect(await verifyFace(file)).toMatchObject({ verdict: 'same', difference: { max: 0 } })
  })
})

describe('what does not verify', () => {
  it.each<[string, () => Promise<Buffer>]>([
    [
      'one level too much in one pixel',
      async () =>
        changed(await face.toPng(), (image) =>
          image.composite([
            { ...patch, input: { create: { ...patch.input.create, width: 1, height: 1 } }, left: 3, top: 3 },
          ]),
        ),
    ],
    ['mirrored', async () => changed(await face.toPng(), (image) => image.flop())],
    ['brighter', async () => changed(await face.toPng(), (image) => image.modulate({ brightness: 1.05 }))],
    [
      'shown turned',
      async () => changed(await face.toPng(), (image) => image.withMetadata({ orientation: 3 })),
    ],
    ['half transparent', async () => changed(await face.toPng(), (image) => image.ensureAlpha(0.5))],
    [
      'painted over, as JPEG',
      async () =>
        changed(await face.toPng(), (image) =>
          image.composite([{ ...patch, left: 20, top: 40 }]).jpeg({ quality: 95 }),
        ),
    ],
    ['too coarse a JPEG', () => face.toJpeg({ quality: 10 })],
  ])('%s', async (_how, make) => {
    const { verdict, detail, difference } = await verifyFace(await make())
    expect(verdict).toBe('different')
    expect(detail).toMatch(
      /^claims seed 7 of faces-64, .* but is \d+\.\d levels off on average, \d+ at most$/,
    )
    expect(difference!.max).toBeGreaterThan(1)
  })

  it('another size', async () => {
    const smaller = await changed(await face.toPng(), (image) => image.resize(32))
    expect(await verifyFace(smaller)).toMatchObject({
      verdict: 'different',
      detail: expect.stringContaining('which is 64x64; this is 32x32'),
    })
    const thereAndBack = await changed(smaller, (image) => image.resize(64))
    expect((await verifyFace(thereAndBack)).verdict).toBe('different')
  })

  it.each(['png', 'webp', 'jpeg'] as const)('the label of one seed on another, as %s', async (format) => {
    for (let n = 0; n < 20; n++) {
      const { xmpAsString = '' } = await sharp(await faces[n].toPng()).metadata()
      const { data, width, height } = faces[n + 1]
      const other = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha()
      const verification = await verifyFace(await other.toFormat(format).withXmp(xmpAsString).toBuffer())
      expect(verification).toMatchObject({ verdict: 'different', label: { seed: n } })
      expect(verification.difference!.mean).toBeGreaterThan(15)
    }
  })

  it('no label, and one whose label was taken away', async () => {
    const bare = await sharp(await face.toPng()).toBuffer()
    expect(await verifyFace(bare)).toMatchObject({ verdict: 'no-label' })
  })

  it('of another model: says which, both ways', async () => {
    const [tiny] = await generateFaces({ seeds: 1, model: tinyModel })
    expect(await verifyFace(await tiny.toPng())).toMatchObject({
      verdict: 'other-model',
      detail: expect.stringMatching(/^made by tiny-model \(SHA-256 [0-9a-f]{12}…\), not by faces-64$/),
    })
    expect((await verifyFace(await tiny.toPng(), { model: tinyModel })).verdict).toBe('same')
  })

  it('an edit that the model does not know', async () => {
    const file = await changed(await face.toPng(), (image) => image)
    const { xmpAsString = '' } = await sharp(file).metadata()
    const lying = await sharp(file).withXmp(xmpAsString.replace('smile=', 'wings=')).toBuffer()
    expect(await verifyFace(lying)).toMatchObject({
      verdict: 'different',
      detail: expect.stringContaining('claims what the model cannot do'),
    })
  })

  it('an animation', async () => {
    expect(await verifyFace(await animation(faces.slice(0, 3)))).toMatchObject({ verdict: 'not-verifiable' })
  })
})

describe('a sheet', () => {
  it.each<ContactSheetOptions>([
    {},
    { columns: 2, gap: 3, scale: 2, kernel: 'nearest', background: '#102030' },
    { scale: 2, kernel: 'lanczos' },
    { scale: 2, kernel: 'lanczos', format: 'webp' },
    { format: 'jpeg', quality: 80 },
  ])('is drawn again from its label: %j', async (options) => {
    const sheet = await contactSheet(faces.slice(3, 8), options)
    expect(await verifyFace(sheet)).toMatchObject({
      verdict: 'same',
      detail: 'a sheet of seeds 3-7 of faces-64',
    })
    const painted = await changed(sheet, (image) => image.composite([{ ...patch, left: 70, top: 20 }]))
    expect((await verifyFace(painted)).verdict).toBe('different')
    const cut = await changed(sheet, (image) => image.extract({ left: 0, top: 0, width: 100, height: 64 }))
    expect((await verifyFace(cut)).verdict).toBe('different')
  })

  it('of faces mixed alike verifies; of various ones it cannot', async () => {
    const mixed = [await generator.mix(1, 9, 0.5), await generator.mix(2, 9, 0.5)]
    expect((await verifyFace(await contactSheet(mixed))).verdict).toBe('same')
    const sheet = await contactSheet([...mixed, faces[0]])
    expect((await sharp(sheet).metadata()).xmpAsString).toContain(`facegan:mix="${various}"`)
    expect(await verifyFace(sheet)).toMatchObject({ verdict: 'not-verifiable' })
  })

  it('that claims to be drawn at no size has no label', async () => {
    const sheet = await contactSheet(faces.slice(0, 2), { gap: 1 })
    const { xmpAsString = '' } = await sharp(sheet).metadata()
    const lying = xmpAsString.replace('scale=1', 'scale=0')
    const empty = sharp({ create: { width: 3, height: 2, channels: 3, background: '#ffffff' } })
    expect(await verifyFace(await empty.png().withXmp(lying).toBuffer())).toMatchObject({
      verdict: 'no-label',
    })
  })

  it('that claims four billion faces costs nothing', async () => {
    const sheet = await contactSheet(faces.slice(0, 2))
    const { xmpAsString = '' } = await sharp(sheet).metadata()
    const lying = await sharp(sheet).withXmp(xmpAsString.replace('"0-1"', '"0-4294967295"')).toBuffer()
    expect(await verifyFace(lying)).toMatchObject({ verdict: 'not-verifiable' })
  })
})

describe('what cannot be read', () => {
  it.each<[string, () => Promise<string | Buffer>]>([
    ['a missing file', async () => '/no/such/face.png'],
    ['a folder', async () => tinyModel],
    ['text', async () => Buffer.from('not a picture')],
    ['nothing', async () => Buffer.alloc(0)],
    ['a PNG cut short', async () => (await face.toPng()).subarray(0, 4000)],
    ['a JPEG cut short', async () => (await face.toJpeg({ quality: 100 })).subarray(0, 2500)],
    ['a WebP cut short', async () => (await face.toWebp()).subarray(0, 1500)],
    [
      'another format',
      async () =>
        sharp(await face.toPng())
          .gif()
          .toBuffer(),
    ],
  ])('%s', async (_what, make) => {
    const { verdict, detail } = await verifyFace(await make())
    expect(verdict).toBe('unreadable')
    expect(detail).not.toBe('')
  })

  it('damaged at random it is a verdict, never an exception', async () => {
    const files = await Promise.all([face.toPng(), face.toWebp(), face.toJpeg()])
    const damage = fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), fc.nat(255)), {
      minLength: 1,
      maxLength: 5,
    })
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), damage, async (file, changes) => {
        const copy = Buffer.from(file)
        for (const [at, value] of changes) copy[Math.floor(at * copy.length)] = value
        expect((await verifyFace(copy)).detail).not.toBe('')
      }),
      { numRuns: 150 },
    )
  })
})

it.each([[''], [7], [null]])('refuses a file of %j', async (file) => {
  await expect(verifyFace(file as never)).rejects.toThrow(/^`file` must be a path or a file's bytes/)
})

it('says what is wrong with the model rather than with the file', async () => {
  const file = await face.toPng()
  await expect(verifyFace(file, { model: 'no-such-model' })).rejects.toMatchObject({
    code: 'FACEGAN_MODEL_NOT_FOUND',
  })
})
