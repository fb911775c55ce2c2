import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeZip } from '../testing/make-zip.ts'
import { decodePicture } from './decode-picture.ts'
import { describe as describeSkipped, loadDataset } from './dataset.ts'
import type { LoadProgress } from './load-progress.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-data-'))
})
afterEach(() => rm(folder, { recursive: true }))

const plain = (color: string, width = 64, height = 64) =>
  sharp({ create: { width, height, channels: 3, background: color } })
const load = (path = folder, minimum = 1) => loadDataset([{ path, repeat: 1 }], { size: 32, minimum })
const put = (name: string, content: Buffer | string) => writeFile(join(folder, name), content)
/** The colour of a decoded plain picture: its middle pixel. */
const middle = (picture: Uint8Array) => Array.from(picture.slice(3 * (16 * 32 + 16), 3 * (16 * 32 + 16) + 3))

describe('pictures of every kind become 32x32 RGB', () => {
  const cases: [string, () => Promise<Buffer>, number[]][] = [
    ['PNG', () => plain('#ff8000').png().toBuffer(), [255, 128, 0]],
    ['WebP', () => plain('#ff8000').webp({ lossless: true }).toBuffer(), [255, 128, 0]],
    ['grey JPEG', () => plain('#808080').greyscale().jpeg().toBuffer(), [128, 128, 128]],
    [
      'CMYK JPEG',
      () => plain('#ffffff').toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      [255, 255, 255],
    ],
    ['16-bit PNG', () => plain('#ff8000').toColourspace('rgb16').png().toBuffer(), [255, 128, 0]],
    ['16-bit grey PNG', () => plain('#808080').toColourspace('grey16').png().toBuffer(), [128, 128, 128]],
    ['indexed PNG', () => plain('#ff8000').png({ palette: true }).toBuffer(), [255, 128, 0]],
    [
      'transparent PNG, laid on white',
      () =>
        sharp({ create: { width: 64, height: 64, channels: 4, background: '#ff000000' } })
          .png()
          .toBuffer(),
      [255, 255, 255],
    ],
  ]
  it.each(cases)('%s', async (_, make, color) => {
    const picture = await decodePicture(await make(), 32)
    expect(picture).toHaveLength(32 * 32 * 3)
    middle(picture).forEach((level, c) => expect(Math.abs(level - color[c])).toBeLessThanOrEqual(2))
  })

  it('turns a picture upright by its EXIF tag', async () => {
    const left = plain('#ff0000', 64, 64).composite([
      { input: { create: { width: 32, height: 64, channels: 3, background: '#0000ff' } }, left: 0, top: 0 },
    ])
    const turned = await sharp(await left.png().toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100 })
      .toBuffer()
    const picture = await decodePicture(turned, 32) // orientation 6: the left side belongs on top
    expect(picture[3 * (4 * 32 + 16)]).toBeLessThan(30)
    expect(picture[3 * (28 * 32 + 16)]).toBeGreaterThan(225)
  })

  it('crops a wide picture to its centre', async () => {
    const wide = plain('#ff0000', 192, 64).composite([
      { input: { create: { width: 64, height: 64, channels: 3, background: '#00ff00' } }, left: 64, top: 0 },
    ])
    const picture = await decodePicture(await wide.png().toBuffer(), 32)
    expect(middle(picture)).toEqual([0, 255, 0])
    expect(picture[0]).toBeLessThan(90) // the red sides are gone but for a resampled edge
  })
})

describe('a broken picture is named and passed over', () => {
  it('corrupt JPEG, text renamed .png, one pixel, empty, animation', async () => {
    const jpeg = await plain('#336699').jpeg().toBuffer()
    await put('a-good.jpg', jpeg)
    await put('b-corrupt.jpg', jpeg.subarray(0, jpeg.length / 2))
    await put('c-text.png', 'not a picture')
    await put('d-one-pixel.png', await plain('#000', 1, 1).png().toBuffer())
    await put('e-empty.webp', '')
    const frames = await Promise.all(['#100000', '#200000'].map((color) => plain(color).png().toBuffer()))
    const animation = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer()
    await put('f-animation.webp', animation)
    await symlink(join(folder, 'nowhere.png'), join(folder, 'g-dangling.png'))
    await mkdir(join(folder, 'h-folder.png'))
    await put('notes.txt', 'no picture, no complaint')

    const { count, skipped } = await load()

    expect(count).toBe(1)
    expect(skipped.map(({ name }) => name)).toEqual([
      'b-corrupt.jpg',
      'c-text.png',
      'd-one-pixel.png',
      'e-empty.webp',
      'f-animation.webp',
      'g-dangling.png',
    ])
    expect(skipped[2].reason).toBe('is only 1x1 pixels; at least 8 a side are needed')
    for (const { reason } of skipped) expect(reason.length).toBeGreaterThan(5)
  })
})

describe('folders and tars', () => {
  it('reads subfolders in the order of their names, and a tar of them the same', async () => {
    await mkdir(join(folder, 'z'))
    for (const [name, color] of [
      ['b.png', '#200000'],
      ['a.PNG', '#100000'],
      ['z/c.jpeg', '#300000'],
    ] as const)
      await put(name, await plain(color).png().toBuffer())
    const fromFolder = await load()
    expect(Array.from({ length: 3 }, (_, i) => fromFolder.pixels[i * 3072])).toEqual([0x10, 0x20, 0x30])

    const tar = pack()
    const archive = join(folder, 'all.tar')
    const written = pipeline(tar, createWriteStream(archive))
    tar.entry({ name: 'index.csv' }, 'passed over')
    for (const name of ['a.PNG', 'b.png', 'z/c.jpeg']) tar.entry({ name }, await readFile(join(folder, name)))
    tar.finalize()
    await written
    const fromTar = await load(archive)
    expect(fromTar.fingerprint).toBe(fromFolder.fingerprint)
    expect(fromTar.skipped).toEqual([])
  })

  it('reads a compressed tar and a zip like the tar', async () => {
    const files = await Promise.all(
      ['#100000', '#200000', '#300000'].map(async (color, i) => ({
        name: `./${3 - i}.png`,
        content: await plain(color).png().toBuffer(),
      })),
    )
    const tar = pack()
    for (const { name, content } of files) tar.entry({ name }, content)
    tar.finalize()
    const bytes = await buffer(tar)
    await put('all.tar', bytes)
    await put('all.tar.gz', gzipSync(bytes))
    await put('all.TGZ', gzipSync(bytes))
    await put('all.zip', makeZip(files))
    const fromTar = await load(join(folder, 'all.tar'))
    expect(fromTar.count).toBe(3)
    for (const name of ['all.tar.gz', 'all.TGZ', 'all.zip'])
      expect(await load(join(folder, name)), name).toEqual(fromTar)
  })

  it('names the broken pictures of a zip and takes the others, whatever they are called', async () => {
    const content = await plain('#100000').png().toBuffer()
    await put(
      'all.zip',
      makeZip([
        { name: 'bad-sum.png', content, sum: 1 },
        { name: 'encrypted.png', content, flags: 1 },
        { name: 'odd-method.png', content, method: 12 },
        { name: 'text.png', content: Buffer.from('text') },
        { name: '/absolute.png', content },
        { name: '__MACOSX/._absolute.png', content: Buffer.from('what macOS leaves in every zip') },
        { name: 'Ünïcode.png', content, flags: 0x800 },
        { name: 'notes.txt', content: Buffer.from('no picture') },
      ]),
    )
    const { names, skipped } = await load(join(folder, 'all.zip'))
    expect(names).toEqual(['/absolute.png', 'Ünïcode.png'])
    expect(skipped.map(describeSkipped)).toEqual([
      'bad-sum.png: does not match its checksum in the archive',
      'encrypted.png: is encrypted',
      'odd-method.png: is compressed by method 12; only deflate can be read',
      expect.stringMatching(/^text\.png: .*unsupported/),
    ])
  })

  it('follows a linked folder', async () => {
    await mkdir(join(folder, 'in'))
    await mkdir(join(folder, 'elsewhere'))
    await put('elsewhere/a.png', await plain('#111').png().toBuffer())
    await symlink(join(folder, 'elsewhere'), join(folder, 'in', 'linked'))
    expect((await load(join(folder, 'in'))).names).toEqual(['linked/a.png'])
  })

  it('counts by source and repeats by weight', async () => {
    await put('a.png', await plain('#111').png().toBuffer())
    const source = { path: folder, repeat: 3 }
    const { count, countsBySource, epoch, sourceIndices, names } = await loadDataset(
      [source, { ...source, repeat: 1 }],
      { size: 32, minimum: 1 },
    )
    expect(count).toBe(2)
    expect(Array.from(sourceIndices)).toEqual([0, 1])
    expect(names).toEqual(['a.png', 'a.png'])
    expect(countsBySource).toEqual([1, 1])
    expect(Array.from(epoch)).toEqual([0, 0, 0, 1])
  })

  it.each([
    ['a folder that is not there', 'nowhere', /No pictures at .*nowhere: there is no such folder or file/],
    ['a file of another kind', 'all.rar', /neither a folder nor a \.tar, \.tar\.gz or \.zip/],
    ['a tar that was cut short', 'cut.tar', /could not be read to its end as a tar/],
    ['a compressed tar that is none', 'all.tgz', /could not be read to its end as a tar/],
    ['a zip that was cut short', 'cut.zip', /could not be read to its end as a zip/],
    ['a zip whose directory is damaged', 'damaged.zip', /could not be read to its end as a zip/],
  ])('%s is a clear error', async (_, name, message) => {
    for (const other of ['all.rar', 'all.tgz']) await put(other, 'PK')
    const zip = makeZip([{ name: 'a.png', content: await plain('#111').png().toBuffer() }])
    await put('cut.zip', zip.subarray(0, zip.length - 30))
    const damaged = Buffer.from(zip)
    damaged.writeUInt32LE(0, zip.indexOf('PK\u0001\u0002', 0, 'latin1'))
    await put('damaged.zip', damaged)
    const header = Buffer.alloc(512)
    header.write('a.png')
    await put('cut.tar', header.fill(1, 100))
    await expect(load(join(folder, name))).rejects.toThrow(message)
  })

  it('fewer pictures than a batch is a clear error that says how many there were', async () => {
    await put('a.png', await plain('#111').png().toBuffer())
    await put('b.png', 'broken')
    await expect(load(folder, 32)).rejects.toThrow(
      /Found 1 usable pictures .* a batch needs 32; 1 could not be used, such as b\.png/,
    )
  })
})

it('tells now and then how far it is when there are many pictures, and in the end', async () => {
  const content = await plain('#111', 8, 8).png().toBuffer()
  const many = makeZip(Array.from({ length: 300 }, (_, i) => ({ name: `${i}.png`, content })))
  await put('many.zip', many)
  const told: LoadProgress[] = []
  await loadDataset([{ path: join(folder, 'many.zip'), repeat: 1 }], {
    size: 8,
    minimum: 1,
    onProgress: (progress) => told.push(progress),
  })
  expect(told).toContainEqual({ done: 256, total: 300 })
  expect(told.at(-1)).toEqual({ done: 300, total: 300 })
})
