import { labelNamespace } from '@facegan/core'
import {
  animation,
  contactSheet,
  loadGenerator,
  verifyFace,
  type NodeFace,
  type NodeFaceGenerator,
} from '@facegan/node'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeChromium, openPage } from './chromium.ts'
import { tinyModel } from './fixtures.ts'

let page: Awaited<ReturnType<typeof openPage>>
let generator: NodeFaceGenerator
let face: NodeFace
beforeAll(async () => {
  generator = await loadGenerator({ device: 'cpu' })
  face = await generator.mix(7, 8, 0.25, { truncation: 0.7, edit: { smile: 1.5, turn: -7 }, beyond: true })
  page = await openPage({ model: tinyModel })
})
afterAll(async () => {
  await generator.dispose()
  await page.close()
  await closeChromium()
})

const request = {
  seed: 7,
  mix: { seed: 8, t: 0.25 },
  edit: { smile: 1.5, turn: -7 },
  truncation: 0.7,
} as const
const claim = 'seed 7 of faces-64, mixed 8@0.25, edited smile=1.5,turn=-7, truncation 0.7'

const levelsOf = (file: Buffer) => sharp(file).ensureAlpha().raw().toBuffer()
const bytesOf = (base64: string) => Buffer.from(base64, 'base64')

async function inBrowser(files: readonly Buffer[], model?: string) {
  return page.call(
    'verify',
    files.map((file) => file.toString('base64')),
    model,
  )
}

/** A file after another program had it, label kept. */
async function changed(file: Buffer, change: (image: Sharp) => Sharp): Promise<Buffer> {
  const { xmpAsString = '' } = await sharp(file).metadata()
  return change(sharp(file)).withXmp(xmpAsString).toBuffer()
}

const patch = { input: { create: { width: 10, height: 10, channels: 3, background: '#ff0000' } } } as const

describe('a face saved in the browser', { timeout: 120_000 }, () => {
  it.each([
    ['image/png', 'png', {}],
    ['image/webp', 'webp', {}],
    ['image/webp', 'webp', { quality: 75 }],
    ['image/webp', 'webp', { quality: 100 }],
    ['image/jpeg', 'jpeg', {}],
    ['image/jpeg', 'jpeg', { quality: 80 }],
    ['image/jpeg', 'jpeg', { scale: 3 }],
    ['image/webp', 'webp', { scale: 3 }],
    ['image/png', 'png', { scale: 4 }],
  ] as const)(
    'as %s (%s, %j) is labelled, and verifies in Node and in the browser',
    async (type, format, options) => {
      const blob = await page.call('blobOf', request, { type, ...options })
      const file = bytesOf(blob.file)
      const { width, xmpAsString, ...metadata } = await sharp(file).metadata()
      const { scale = 1 } = options as { scale?: number }
      expect({ type: blob.type, format: metadata.format, width }).toEqual({ type, format, width: 64 * scale })
      expect(xmpAsString).toContain('trainedAlgorithmicMedia')
      expect(xmpAsString).toContain(labelNamespace)
      const detail = scale === 1 ? claim : claim.replace('faces-64', `faces-64, enlarged ${scale} times`)
      const [there] = await inBrowser([file])
      for (const verification of [await verifyFace(file), there])
        expect(verification).toMatchObject({ verdict: 'same', detail })
    },
  )

  it('keeps every pixel in PNG, and in WebP of quality 100', async () => {
    for (const options of [{}, { type: 'image/webp', quality: 100 }] as const) {
      const blob = await page.call('blobOf', request, options)
      expect((await levelsOf(bytesOf(blob.file))).equals(bytesOf(blob.levels))).toBe(true)
    }
  })

  it.each(['image/jpeg', 'image/webp'] as const)('forty as %s verify in Node and here', async (type) => {
    const files = (await page.call('blobsOf', { seeds: '0-39' }, { type })).map(bytesOf)
    for (const { verdict, detail } of await inBrowser(files)) expect(verdict, detail).toBe('same')
    for (const file of files) {
      const { verdict, detail } = await verifyFace(file)
      expect(verdict, detail).toBe('same')
    }
  })

  it('what files need is fetched when it is first used', async () => {
    const opened = await openPage({ model: tinyModel })
    const fetched = () =>
      opened.server.requested
        .map((path) => /(encode-blob|verify-file|encode-animation)-.*\.js$/.exec(path)?.[1])
        .filter(Boolean)
    await opened.call('facesOf', { model: '/model/', seeds: '0-3' })
    expect(fetched()).toEqual([])
    const { file } = await opened.call('blobOf', { model: '/model/', seed: 0 })
    expect(fetched()).toEqual(['encode-blob'])
    await opened.call('verify', [file], '/model/')
    expect(fetched()).toEqual(['encode-blob', 'verify-file'])
    await opened.close()
  })

  it('with the model of its page', async () => {
    const blob = await page.call('blobOf', { seed: 3, model: '/model/' })
    const file = bytesOf(blob.file)
    expect(await verifyFace(file, { model: tinyModel })).toMatchObject({
      verdict: 'same',
      detail: 'seed 3 of tiny-model',
    })
    const [own, other] = [await inBrowser([file], '/model/'), await inBrowser([file])]
    expect([own[0].verdict, other[0].verdict]).toEqual(['same', 'other-model'])
    expect(other[0].detail).toMatch(/^made by tiny-model \(SHA-256 [0-9a-f]{12}…\), not by faces-64$/)
  })

  it.each([
    [{ type: 'image/gif' }, /^`type` must be one of image\/png, image\/webp, image\/jpeg; got "image\/gif"/],
    [{ quality: 0 }, /^`quality` must be an integer from 1 to 100; got 0/],
    [{ quality: 90.5 }, /^`quality` must be /],
    [{ scale: 0 }, /^`scale` must be an integer from 1 to 64; got 0/],
    [{ lossless: true }, /^`options` must be made of .*got "lossless"/],
  ])('refuses %j by name', async (options, message) => {
    const failure = await page.call('failureOfBlob', { model: '/model/', seeds: 0 }, options as never)
    expect(failure).toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
      message: expect.stringMatching(message),
    })
  })
})

describe('a browser that does less', { timeout: 60_000 }, () => {
  it('writes PNG where WebP was asked for: an error with a hint, of a face and of an animation', async () => {
    const opened = await openPage({ model: tinyModel, prepare: withoutWebp })
    const model = '/model/'
    const failures = [
      await opened.call('failureOfBlob', { model, seeds: 0 }, { type: 'image/webp' }),
      await opened.call('failureOfAnimation', { model, seeds: '0-3' }, {}),
    ]
    for (const failure of failures)
      expect(failure).toMatchObject({
        code: 'FACEGAN_NOT_ENCODED',
        message: expect.stringContaining('this browser wrote image/png'),
        hint: expect.stringContaining('image/png'),
      })
    expect(await opened.call('failureOfBlob', { model, seeds: 0 }, {})).toMatchObject({
      message: 'it did not fail',
    })
    await opened.close()
  })

  it('cannot save at all: the reason is told', async () => {
    const opened = await openPage({ model: tinyModel, prepare: withoutSaving })
    expect(await opened.call('failureOfBlob', { model: '/model/', seeds: 0 }, {})).toMatchObject({
      code: 'FACEGAN_NOT_ENCODED',
      message: expect.stringContaining('8x8 could not be saved'),
    })
    await opened.close()
  })

  it('has no OffscreenCanvas: files hold the same pixels, and verify', async () => {
    const opened = await openPage({ model: tinyModel, prepare: withoutOffscreenCanvas })
    const blob = await opened.call('blobOf', { model: '/model/', seed: 5 })
    expect((await levelsOf(bytesOf(blob.file))).equals(bytesOf(blob.levels))).toBe(true)
    expect(await opened.call('verify', [blob.file], '/model/')).toMatchObject([{ verdict: 'same' }])
    await opened.close()
  })
})

describe('the browser verifies as Node does', { timeout: 120_000 }, () => {
  it('files from Node, in each form that they can be given in', async () => {
    const files = [
      await face.toPng(),
      await face.toWebp(),
      await face.toWebp({ lossless: true }),
      await face.toJpeg(),
      await face.toJpeg({ quality: 75 }),
      // as sharp itself labels a PNG: compressed
      await changed(await face.toPng(), (image) => image.png()),
      await changed(await face.toPng(), (image) => image.withIccProfile('srgb')),
    ]
    for (const verification of await inBrowser(files))
      expect(verification).toMatchObject({
        verdict: 'same',
        detail: claim,
        label: { seed: 7, mix: { seed: 8, t: 0.25 }, edit: { smile: 1.5, turn: -7 } },
      })
    expect(await page.call('verdictsOnForms', files[0].toString('base64'))).toEqual(Array(4).fill('same'))
  })

  it('a colour profile is followed: other levels, the same colours', async () => {
    const [plain] = await generator.generate({ seeds: 7 })
    const wide = await changed(await plain.toPng(), (image) => image.withIccProfile('p3'))
    expect((await levelsOf(wide)).equals(Buffer.from(plain.data))).toBe(false)
    expect((await verifyFace(wide)).verdict).toBe('same')
    expect(await inBrowser([wide])).toMatchObject([{ verdict: 'same', difference: { max: 1 } }])
  })

  it('edits, other labels, other files: the same verdict on each', async () => {
    const png = await face.toPng()
    const jpeg = await face.toJpeg()
    const { xmpAsString = '' } = await sharp(png).metadata()
    const relabel = (xmp: string) => sharp(png).withXmp(xmp).toBuffer()
    const sheet = await contactSheet(await generator.generate({ seeds: '3-7' }), { gap: 3, scale: 2 })
    const various = await contactSheet([face, await generator.mix(2, 9, 0.5, { truncation: 0.7 })])
    const frames = await generator.generate({ seeds: '0-2' })
    const files: [name: string, file: Buffer, verdict: string][] = [
      [
        'painted over',
        await changed(png, (image) => image.composite([{ ...patch, left: 20, top: 40 }])),
        'different',
      ],
      [
        'painted over, as JPEG',
        await changed(png, (image) =>
          image.composite([{ ...patch, left: 20, top: 40 }]).jpeg({ quality: 95 }),
        ),
        'different',
      ],
      ['mirrored', await changed(png, (image) => image.flop()), 'different'],
      ['brighter', await changed(png, (image) => image.modulate({ brightness: 1.05 })), 'different'],
      ['shown turned', await changed(jpeg, (image) => image.withMetadata({ orientation: 3 })), 'different'],
      ['half transparent', await changed(png, (image) => image.ensureAlpha(0.5)), 'different'],
      ['smaller', await changed(png, (image) => image.resize(32)), 'different'],
      ['too coarse', await face.toJpeg({ quality: 10 }), 'different'],
      ['label of another seed', await relabel(xmpAsString.replace('seed="7"', 'seed="9"')), 'different'],
      ['label of an edit unheard of', await relabel(xmpAsString.replace('smile=', 'wings=')), 'different'],
      [
        'label with a document type',
        await relabel(`<!DOCTYPE x [<!ENTITY e "7">]>${body(xmpAsString)}`),
        'no-label',
      ],
      ['label with an entity', await relabel(xmpAsString.replace('seed="7"', 'seed="&e;"')), 'no-label'],
      ['label told in two ways', await relabel(twice(xmpAsString)), 'no-label'],
      ['label as elements', await relabel(asElements(xmpAsString)), 'same'],
      ['no label', await sharp(png).toBuffer(), 'no-label'],
      ['a sheet', sheet, 'same'],
      [
        'a sheet painted over',
        await changed(sheet, (image) => image.composite([{ ...patch, left: 70, top: 20 }])),
        'different',
      ],
      ['a sheet of various faces', various, 'not-verifiable'],
      ['an animation', await animation(frames), 'not-verifiable'],
      ['a PNG cut short', png.subarray(0, 4000), 'unreadable'],
      ['a JPEG cut short', jpeg.subarray(0, jpeg.length - 100), 'unreadable'],
      ['a WebP cut short', (await face.toWebp()).subarray(0, 1500), 'unreadable'],
      ['a GIF', await sharp(png).gif().toBuffer(), 'unreadable'],
      ['text', Buffer.from('not a picture'), 'unreadable'],
      ['nothing', Buffer.alloc(0), 'unreadable'],
    ]
    const here = await inBrowser(files.map(([, file]) => file))
    for (const [n, [name, file, verdict]] of files.entries()) {
      const inNode = await verifyFace(file)
      expect([name, inNode.verdict, here[n].verdict]).toEqual([name, verdict, verdict])
      expect(here[n].detail.length, name).toBeGreaterThan(5)
    }
  })

  it('except a sheet that was enlarged smoothly, and says so', async () => {
    const sheet = await contactSheet(await generator.generate({ seeds: '3-7' }), {
      scale: 2,
      kernel: 'lanczos',
    })
    expect(await inBrowser([sheet])).toMatchObject([
      { verdict: 'not-verifiable', detail: expect.stringContaining('Node') },
    ])
  })

  it('damaged in many a place: a verdict, never an exception', async () => {
    const files = [await face.toPng(), await face.toWebp(), await face.toJpeg()].flatMap((file) =>
      Array.from({ length: Math.ceil(file.length / 100) }, (_, n) => {
        const copy = Buffer.from(file)
        copy[n * 100] ^= 0x55
        return copy
      }),
    )
    const verdicts = (await inBrowser(files)).map(({ verdict }) => verdict)
    expect(verdicts).toHaveLength(files.length)
    expect(new Set(verdicts)).toContain('unreadable')
    expect(new Set(verdicts)).toContain('no-label')
  })

  it('refuses what is no file, and says what is wrong with the model', async () => {
    expect(await page.call('failureOfVerify', 'face.png')).toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
      message: expect.stringContaining("`file` must be a Blob or a file's bytes"),
    })
    const blob = await page.call('blobOf', { seed: 3, model: '/model/' })
    expect(await page.call('failureOfVerifyBytes', blob.file, { model: 'no-such-model' })).toMatchObject({
      code: 'FACEGAN_MODEL_NOT_FOUND',
    })
  })
})

describe('an animation made in the browser', { timeout: 120_000 }, () => {
  it('shows every frame, to the browser and to sharp', async () => {
    const options = { fps: 30, plays: 2, quality: 100, scale: 4 }
    const made = await page.call('animationOf', [3, 8, 21], 9, '/model/', options)
    const delays = [33, 34, 33, 33, 34, 33, 33, 34, 33] // 300 ms in all
    expect(made.type).toBe('image/webp')
    // what is counted there is repeats of the first showing
    expect(made.decoded).toEqual({ durationsMs: delays, repetitionCount: 1 })
    const file = bytesOf(made.file)
    const { xmpAsString, ...metadata } = await sharp(file, { animated: true }).metadata()
    expect(metadata).toMatchObject({ pages: 9, pageHeight: 32, width: 32, loop: 2, delay: delays })
    for (const part of ['trainedAlgorithmicMedia', 'seed="3,8,21"', 'mix="various"', 'model="tiny-model"'])
      expect(xmpAsString).toContain(part)
    for (const [shown, levels] of made.levels.entries()) {
      const smaller = sharp(file, { page: shown }).resize(8, 8, { kernel: 'nearest' }).ensureAlpha()
      expect((await smaller.raw().toBuffer()).equals(bytesOf(levels))).toBe(true)
    }
    expect((await verifyFace(file, { model: tinyModel })).verdict).toBe('not-verifiable')
    expect((await inBrowser([file], '/model/'))[0].verdict).toBe('not-verifiable')
  })

  it('of the built-in model, for ever, with loss: every frame is near its face', async () => {
    const { file, levels, decoded } = await page.call('animationOf', [3, 8], 4)
    expect(decoded).toEqual({ durationsMs: [50, 50, 50, 50], repetitionCount: Infinity })
    expect((await sharp(bytesOf(file), { animated: true }).metadata()).loop).toBe(0)
    for (const [shown, expected] of levels.entries()) {
      const pixels = await sharp(bytesOf(file), { page: shown }).ensureAlpha().raw().toBuffer()
      const wanted = bytesOf(expected)
      const sum = pixels.reduce((total, level, n) => total + Math.abs(level - wanted[n]), 0)
      expect(sum / pixels.length).toBeLessThan(6)
    }
  })

  it.each([
    ['0', {}, /^`frames` must be at least two faces; got 1/],
    ['0-1', { fps: 0 }, /^`fps` must be a number from 1 to 60; got 0/],
    ['0-1', { plays: 65_536 }, /^`plays` must be an integer from 0 to 65535/],
    ['0-1', { quality: 0 }, /^`quality` must be /],
    ['0-1', { scale: 65 }, /^`scale` must be /],
    ['0-1', { lossless: true } as object, /^`options` must be made of /],
  ])('of seeds %s with %j is refused by name', async (seeds, options, message) => {
    expect(await page.call('failureOfAnimation', { model: '/model/', seeds }, options)).toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
      message: expect.stringMatching(message),
    })
  })
})

/** These run in the page before its scripts. */
function withoutWebp(): void {
  const convert = OffscreenCanvas.prototype.convertToBlob
  OffscreenCanvas.prototype.convertToBlob = function (options) {
    return convert.call(this, options?.type === 'image/webp' ? { type: 'image/png' } : options)
  }
}

function withoutSaving(): void {
  OffscreenCanvas.prototype.convertToBlob = () => Promise.reject(new Error('tainted'))
}

function withoutOffscreenCanvas(): void {
  Reflect.deleteProperty(globalThis, 'OffscreenCanvas')
}

const body = (xmp: string) => xmp.slice(xmp.indexOf('<x:xmpmeta'), xmp.indexOf('<?xpacket end'))
const twice = (xmp: string) => xmp.replace('/>', '><facegan:seed>9</facegan:seed></rdf:Description>')

/** As ExifTool rewrites it. */
function asElements(xmp: string): string {
  const fields = Array.from(xmp.matchAll(/facegan:(\w+)="([^"]*)"/g))
  const elements = fields.map(([, name, value]) => `<facegan:${name}>${value}</facegan:${name}>`)
  return fields
    .reduce((text, [whole]) => text.replace(whole, ''), xmp)
    .replace('/>', `>${elements.join('')}</rdf:Description>`)
}
