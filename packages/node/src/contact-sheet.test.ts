import {
  InvalidOptionError,
  contactSheet,
  generateFaces,
  loadGenerator,
  type ContactSheetOptions,
  type NodeFace,
} from '@facegan/node'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { tinyModel } from './testing/fixtures.ts'

let faces: NodeFace[]
beforeAll(async () => {
  faces = await generateFaces({ seeds: '3,8,20-22', model: tinyModel })
})

/** Reads pixels of a sheet by column and row. */
async function open(sheet: Buffer) {
  const { data, info } = await sharp(sheet).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => [
    ...data.subarray((y * info.width + x) * 4, (y * info.width + x + 1) * 4),
  ]
  return { width: info.width, height: info.height, at }
}

/** The pixel of a face. */
function pixel(face: NodeFace, x: number, y: number): number[] {
  return [...face.data.subarray((y * 8 + x) * 4, (y * 8 + x + 1) * 4)]
}

describe('contactSheet', () => {
  it('lays faces out row by row, as square as can be', async () => {
    const sheet = await open(await contactSheet(faces))
    expect([sheet.width, sheet.height]).toEqual([24, 16]) // 5 faces: 3 columns, 2 rows
    expect(sheet.at(0, 0)).toEqual(pixel(faces[0], 0, 0))
    expect(sheet.at(8 + 5, 3)).toEqual(pixel(faces[1], 5, 3))
    expect(sheet.at(8 + 7, 8 + 7)).toEqual(pixel(faces[4], 7, 7))
    expect(sheet.at(23, 15)).toEqual([255, 255, 255, 255]) // the place that is left
  })

  it('leaves gaps in the background colour', async () => {
    const sheet = await open(await contactSheet(faces, { columns: 5, gap: 2, background: '#102030' }))
    expect([sheet.width, sheet.height]).toEqual([5 * 10 + 2, 12])
    expect(sheet.at(0, 0)).toEqual([16, 32, 48, 255])
    expect(sheet.at(2, 2)).toEqual(pixel(faces[0], 0, 0))
    expect(sheet.at(10, 5)).toEqual([16, 32, 48, 255])
    expect(sheet.at(12 + 7, 2 + 7)).toEqual(pixel(faces[1], 7, 7))
  })

  it('enlarges pixels by whole numbers, or smoothly', async () => {
    const nearest = await open(await contactSheet(faces, { scale: 4 }))
    expect([nearest.width, nearest.height]).toEqual([96, 64])
    for (const [dx, dy] of [
      [0, 0],
      [3, 3],
      [1, 2],
    ])
      expect(nearest.at(32 + 5 * 4 + dx, 3 * 4 + dy)).toEqual(pixel(faces[1], 5, 3))
    const smooth = await open(await contactSheet(faces, { scale: 4, kernel: 'lanczos' }))
    expect([smooth.width, smooth.height]).toEqual([96, 64])
    expect(smooth.at(32 + 5 * 4, 3 * 4)).not.toEqual(smooth.at(32 + 5 * 4 + 3, 3 * 4 + 3))
  })

  it.each(['png', 'webp', 'jpeg'] as const)('as %s it names its seeds', async (format) => {
    const { format: found, xmpAsString } = await sharp(await contactSheet(faces, { format })).metadata()
    expect(found).toBe(format)
    expect(xmpAsString).toContain('facegan:seed="3,8,20-22"')
    expect(xmpAsString).toContain('trainedAlgorithmicMedia')
  })

  it('says what all its faces were edited by, or that it varies', async () => {
    await using generator = await loadGenerator({ model: tinyModel })
    const some = await generator.generate({ seeds: '1-2', edit: { first: 1 } })
    const xmpOf = async (of: NodeFace[]) => (await sharp(await contactSheet(of)).metadata()).xmpAsString
    expect(await xmpOf(some)).toContain('facegan:edit="first=1"')
    expect(await xmpOf([...some, await generator.edit(3, {})])).toContain('facegan:edit="various"')
    expect(await xmpOf([...some, await generator.mix(1, 2, 0.5)])).toContain('facegan:mix="various"')
  })

  it.each<[keyof ContactSheetOptions, unknown]>([
    ['columns', 0],
    ['columns', 2.5],
    ['gap', -1],
    ['scale', 1.5],
    ['scale', 65],
    ['kernel', 'cubic'],
    ['background', 'white'],
    ['format', 'gif'],
    ['quality', 0],
  ])('refuses %s of %j by name', async (option, value) => {
    const sheet = contactSheet(faces, { [option]: value })
    await expect(sheet).rejects.toThrow(InvalidOptionError)
    await expect(sheet).rejects.toThrow(new RegExp(`^\`${option}\` must be `))
  })

  it('refuses no faces, and faces that one label cannot tell of', async () => {
    await expect(contactSheet([])).rejects.toThrow(/at least one face/)
    const [other] = await generateFaces({ seeds: 1, truncation: 0.5, model: tinyModel })
    await expect(contactSheet([...faces, other])).rejects.toThrow(/all of one truncation, 1; got 0\.5/)
    const [larger] = await generateFaces({ seeds: 1 })
    await expect(contactSheet([...faces, larger])).rejects.toThrow(/all 8x8 like the first; got "64x64"/)
  })

  it('refuses a sheet that its format cannot hold', async () => {
    const many = Array.from({ length: 1024 }, () => faces[0])
    const sheet = contactSheet(many, { columns: 1024, scale: 4, format: 'webp' })
    await expect(sheet).rejects.toThrow(/at most 16383 pixels a side; got "32768x32"/)
  })
})
