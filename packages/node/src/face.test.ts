import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { digitalSourceType } from '@facegan/core'
import {
  FileNotWrittenError,
  InvalidOptionError,
  generateFaces,
  loadGenerator,
  type NodeFace,
} from '@facegan/node'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, tinyModel } from './testing/fixtures.ts'

let face: NodeFace
let photo: NodeFace // smooth, as what lossy formats are made for
beforeAll(async () => {
  ;[face] = await generateFaces({ seeds: 42, truncation: 0.7, model: tinyModel })
  ;[photo] = await generateFaces({ seeds: 42 })
})

async function pixelsOf(encoded: Buffer): Promise<number[]> {
  return [...(await sharp(encoded).ensureAlpha().raw().toBuffer())]
}

describe('encoding', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['PNG', () => face.toPng()],
    ['lossless WebP', () => face.toWebp({ lossless: true })],
  ])('%s keeps every pixel', async (_name, encode) => {
    expect(await pixelsOf(await encode())).toEqual([...face.data])
  })

  it.each<[string, (quality: number) => Promise<Buffer>]>([
    ['jpeg', (quality) => photo.toJpeg({ quality })],
    ['webp', (quality) => photo.toWebp({ quality })],
  ])('%s comes close at high quality and is smaller at low', async (format, encode) => {
    const [fine, coarse] = await Promise.all([encode(100), encode(5)])
    expect((await sharp(fine).metadata()).format).toBe(format)
    const pixels = await pixelsOf(fine)
    const mean = pixels.reduce((sum, level, i) => sum + Math.abs(level - photo.data[i]), 0) / pixels.length
    expect(mean).toBeLessThan(4)
    expect(coarse.length).toBeLessThan(fine.length)
  })

  it.each<[string, () => Promise<Buffer>]>([
    ['PNG', () => face.toPng()],
    ['WebP', () => face.toWebp()],
    ['lossless WebP', () => face.toWebp({ lossless: true })],
    ['JPEG', () => face.toJpeg()],
  ])('%s says that it is synthetic, and which face', async (_name, encode) => {
    const { xmpAsString: xmp = '' } = await sharp(await encode()).metadata()
    expect(xmp).toContain(`Iptc4xmpExt:DigitalSourceType="${digitalSourceType}"`)
    expect(xmp).toContain('facegan:seed="42"')
    expect(xmp).toContain('facegan:truncation="0.7"')
    expect(xmp).toContain('facegan:model="tiny-model"')
    expect(xmp).toContain(`facegan:modelSha256="${face.model.sha256}"`)
  })

  it('a face that is more than its seed says by what', async () => {
    await using generator = await loadGenerator({ model: tinyModel })
    const changed = await generator.mix(42, 7, 0.25, { edit: { first: 1.5 } })
    const { xmpAsString: xmp = '' } = await sharp(await changed.toPng()).metadata()
    expect(xmp).toContain('facegan:seed="42"')
    expect(xmp).toContain('facegan:mix="7@0.25"')
    expect(xmp).toContain('facegan:edit="first=1.5"')
    const { xmpAsString: plain = '' } = await sharp(await face.toPng()).metadata()
    expect(plain).not.toMatch(/facegan:(mix|edit)/)
  })

  it.each([0, 101, 1.5, NaN, '90'])('refuses a quality of %j', async (quality) => {
    await expect(face.toJpeg({ quality: quality as number })).rejects.toThrow(/^`quality` must be /)
  })
})

describe('toFile', () => {
  it('names a changed face after its changes, so that none overwrites its seed', async () => {
    await using folder = await temporaryFolder()
    await using generator = await loadGenerator({ model: tinyModel })
    const faces = [
      await generator.edit(42, {}),
      await generator.edit(42, { first: -1, 'sefa-1': 0.5 }),
      await generator.mix(42, 7, 0.25),
    ]
    for (const one of faces) await one.toFile(folder.path)
    expect((await readdir(folder.path)).toSorted()).toEqual([
      'seed-0000000042-7@0.25.png',
      'seed-0000000042-first=-1,sefa-1=0.5.png',
      'seed-0000000042.png',
    ])
  })

  it.each([
    ['a.png', 'png'],
    ['a.PNG', 'png'],
    ['a.webp', 'webp'],
    ['a.jpg', 'jpeg'],
    ['a.jpeg', 'jpeg'],
  ])('writes %s as %s', async (name, format) => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, name)
    expect(await face.toFile(file)).toBe(file)
    expect((await sharp(await readFile(file)).metadata()).format).toBe(format)
    expect(await readdir(folder.path)).toEqual([name]) // nothing temporary is left
  })

  it.each([
    [undefined, 'seed-0000000042.png'],
    ['webp', 'seed-0000000042.webp'],
    ['jpeg', 'seed-0000000042.jpg'],
  ] as const)('names the file in a folder after its seed (format %s)', async (format, name) => {
    await using folder = await temporaryFolder()
    expect(await face.toFile(folder.path, { format })).toBe(join(folder.path, name))
  })

  it('replaces what was there', async () => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'a.png')
    await writeFile(file, 'old')
    await face.toFile(file)
    expect(await pixelsOf(await readFile(file))).toEqual([...face.data])
  })

  it.each(['face.gif', 'face', 'face.png.txt', ''])('refuses the path %j', async (name) => {
    await using folder = await temporaryFolder()
    await expect(face.toFile(name && join(folder.path, name))).rejects.toThrow(InvalidOptionError)
    await expect(face.toFile(name && join(folder.path, name))).rejects.toThrow(/^`path` must be /)
    expect(await readdir(folder.path)).toEqual([])
  })

  it('a missing folder: says which, and how to make it', async () => {
    await using folder = await temporaryFolder()
    const writing = face.toFile(join(folder.path, 'not/there/a.png'))
    await expect(writing).rejects.toThrow(FileNotWrittenError)
    await expect(writing).rejects.toMatchObject({
      message: expect.stringContaining(`there is no folder ${join(folder.path, 'not/there')}`),
      hint: expect.stringContaining('mkdir -p'),
    })
  })

  it('a file where a folder should be', async () => {
    await using folder = await temporaryFolder()
    await writeFile(join(folder.path, 'file'), '')
    await expect(face.toFile(join(folder.path, 'file/a.png'))).rejects.toThrow(/there is no folder/)
  })

  it('a folder that has the name of the file: leaves nothing behind', async () => {
    await using folder = await temporaryFolder()
    await mkdir(join(folder.path, 'a.png'))
    expect(await face.toFile(join(folder.path, 'a.png'))).toBe(
      join(folder.path, 'a.png', 'seed-0000000042.png'),
    )
  })
})
