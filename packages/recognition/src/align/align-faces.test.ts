import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useNativeBackend } from '@facegan/tfjs-native'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { LabelledFaces } from '../labelled-faces.ts'
import { noFace, readFaces } from '../read-faces.ts'
import { generatedPeople, pictureOf } from '../testing/generated-people.ts'
import { alignFaces, largestFace } from './align-faces.ts'
import { listOf, templates, type FivePoints } from './five-points.ts'
import { isWholePhoto, shareOfFaces } from './looks-aligned.ts'
import { fitSimilarity, move, type Point } from './similarity.ts'

let faces: LabelledFaces
beforeAll(async () => {
  await useNativeBackend()
  faces = await generatedPeople(4, 1)
})

interface Pasted {
  readonly face: number
  readonly side: number
  readonly degrees: number
  /** Its centre. */
  readonly x: number
  readonly y: number
}

/** A grey photograph with faces at known places. */
async function photograph(pasted: readonly Pasted[], width = 900, height = 700): Promise<Sharp> {
  const layers = await Promise.all(
    pasted.map(async ({ face, side, degrees, x, y }) => {
      const upright = await pictureOf(faces, face)
        .resize(side, side, { kernel: 'cubic' })
        .ensureAlpha()
        .png()
        .toBuffer()
      const { data, info } = await sharp(upright)
        .rotate(degrees, { background: '#00000000' })
        .png()
        .toBuffer({ resolveWithObject: true })
      return { input: data, left: Math.round(x - info.width / 2), top: Math.round(y - info.height / 2) }
    }),
  )
  return sharp({ create: { width, height, channels: 3, background: '#808890' } }).composite(layers)
}

/** Where a template point of the pasted crop lies in the photograph. */
function placeOf({ side, degrees, x, y }: Pasted, point: Point): Point {
  const angle = (degrees * Math.PI) / 180
  const [u, v] = [(point.x - 0.5) * side, (point.y - 0.5) * side]
  return {
    x: x + u * Math.cos(angle) - v * Math.sin(angle),
    y: y + u * Math.sin(angle) + v * Math.cos(angle),
  }
}

/** How far the crop is from where it should be: mean over the five points, as a share of the distance between the eyes. */
function misplaced(points: FivePoints, pasted: Pasted): number {
  const template = listOf(templates.tight)
  const found = fitSimilarity(template, listOf(points))
  const eyes = (templates.tight.rightEye.x - templates.tight.leftEye.x) * pasted.side
  const off = template.map((point) => {
    const [is, should] = [move(found, point), placeOf(pasted, point)]
    return Math.hypot(is.x - should.x, is.y - should.y) / eyes
  })
  return off.reduce((sum, value) => sum + value, 0) / off.length
}

describe('faces at known places', () => {
  it('are found within a tenth of the distance between the eyes, turned, large and small', async () => {
    for (const pasted of [
      { face: 0, side: 300, degrees: 0, x: 450, y: 350 },
      { face: 1, side: 240, degrees: 20, x: 250, y: 300 },
      { face: 2, side: 120, degrees: -15, x: 700, y: 500 },
    ]) {
      const found = await alignFaces(await (await photograph([pasted])).jpeg().toBuffer())
      expect(found).toHaveLength(1)
      expect(misplaced(found[0].points, pasted)).toBeLessThan(0.12)
      expect(found[0].outside).toBe(0)
    }
  })

  it('come from left to right, all of them; the largest can be picked', async () => {
    const pasted = [
      { face: 0, side: 150, degrees: 0, x: 700, y: 200 },
      { face: 1, side: 260, degrees: 8, x: 430, y: 450 },
      { face: 3, side: 150, degrees: -8, x: 150, y: 200 },
    ]
    const found = await alignFaces(await (await photograph(pasted)).png().toBuffer(), { size: 32 })
    expect(found).toHaveLength(3)
    for (const [n, place] of [pasted[2], pasted[1], pasted[0]].entries())
      expect(misplaced(found[n].points, place)).toBeLessThan(0.15)
    expect(found[1].pixels).toHaveLength(32 * 32 * 3)
    expect(largestFace(found)).toBe(found[1])
  })

  it('are found upright in a photograph that only its EXIF tag turns upright', async () => {
    const pasted = { face: 0, side: 300, degrees: 0, x: 450, y: 350 }
    const lying = await sharp(await (await photograph([pasted])).png().toBuffer())
      .rotate(270)
      .png()
      .toBuffer()
    const tagged = await sharp(lying).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const [face] = await alignFaces(tagged)
    expect(misplaced(face.points, pasted)).toBeLessThan(0.12)
  })

  it('cut by the border are told by how much lies outside', async () => {
    const found = await alignFaces(
      await (await photograph([{ face: 0, side: 300, degrees: 0, x: 140, y: 350 }])).png().toBuffer(),
      { crop: 'head' },
    )
    expect(found).toHaveLength(1)
    expect(found[0].outside).toBeGreaterThan(0.1)
    expect(found[0].outside).toBeLessThan(0.4)
  })
})

describe('a photograph without a face', () => {
  it('gives none, and reading faces from it says what was tried', async () => {
    const empty = await (await photograph([])).png().toBuffer()
    expect(await alignFaces(empty)).toEqual([])
    await expect(readFaces(empty, { align: 'all' })).rejects.toMatchObject({
      code: 'FACEGAN_RECOGNITION_DATA',
      message: expect.stringMatching(/no face was found.*148, 416, 640, 1024 pixels/),
      hint: expect.stringContaining('upright'),
    })
    expect(noFace('a.jpg').message).toMatch(/^a.jpg: /)
  })
})

it('what is no picture, and options that are none, are refused by name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegan-align-'))
  await writeFile(join(folder, 'text.jpg'), 'text')
  await expect(alignFaces(join(folder, 'text.jpg'))).rejects.toMatchObject({
    code: 'FACEGAN_RECOGNITION_DATA',
    message: expect.stringMatching(/text.jpg could not be read as a picture/),
  })
  await expect(alignFaces(join(folder, 'none.jpg'))).rejects.toThrow(/none.jpg could not be read.*ENOENT/)
  await expect(alignFaces(Buffer.alloc(9), { size: 4 })).rejects.toThrow(
    /`size` must be an integer from 16 to 1024/,
  )
  await expect(alignFaces(Buffer.alloc(9), { crop: 'ears' as never })).rejects.toThrow(
    /`crop` must be tight or head/,
  )
  await rm(folder, { recursive: true })
})

it('whole photographs are told from crops of faces', async () => {
  const share = async (photo: Sharp) =>
    shareOfFaces(
      new Uint8Array(
        await sharp(await photo.png().toBuffer())
          .removeAlpha()
          .resize(64, 64)
          .raw()
          .toBuffer(),
      ),
      64,
    )
  const whole = await share(await photograph([{ face: 0, side: 200, degrees: 0, x: 350, y: 350 }], 700))
  expect(isWholePhoto(whole)).toBe(true)
  expect(isWholePhoto(await shareOfFaces(faces.pixels, 64))).toBe(false)
  expect(isWholePhoto(await share(await photograph([])))).toBe(false)
})
