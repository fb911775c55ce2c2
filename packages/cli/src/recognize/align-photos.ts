import { stat } from 'node:fs/promises'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { FaceganError, InvalidOptionError } from '@facegan/core'
import { makeFolder, writeFileAtomically } from '@facegan/node'
import { alignFaces, largestFace, noFace, type AlignedFace, type Crop } from '@facegan/recognition'
import { openSource } from '@facegan/trainer'
import sharp from 'sharp'
import type { Terminal } from '../terminal/terminal.ts'
import { eachPhoto } from './each-photo.ts'
import { percentText, printable } from './text.ts'

export interface AlignPhotosOptions {
  readonly out: string
  readonly size: number | undefined
  readonly crop: Crop | undefined
  readonly largest: boolean
  readonly json: boolean
  readonly terminal: Terminal
}

/** A border that takes less of a crop is not worth a word. */
const noticed = 0.02

/** `facegan align` */
export async function alignPhotos(operands: readonly string[], options: AlignPhotosOptions): Promise<void> {
  const { out, size = 64, crop, largest, json, terminal } = options
  const photos = await photosOf(operands)
  const targets = targetsOf(photos, out)
  const found: object[] = []
  try {
    await eachPhoto(photos, terminal, async (photo) => {
      const all = await alignFaces(photo, { size, crop, signal: terminal.signal })
      if (all.length === 0) throw noFace(photo)
      const faces = largest ? [largestFace(all)!] : all
      for (const [n, face] of faces.entries()) {
        const file = `${targets.get(photo)}${largest ? '' : `-${n + 1}`}.png`
        await makeFolder(dirname(file))
        await writeFileAtomically(file, await encode(face, size))
        if (json) found.push({ file, photo, points: face.points, box: face.box, outside: face.outside })
        else terminal.print(textOf(file, photo, face))
      }
    })
  } finally {
    if (json) terminal.print(`${JSON.stringify(found, null, 2)}\n`)
  }
}

function encode({ pixels }: AlignedFace, size: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer()
}

function textOf(
  file: string,
  photo: string,
  { points: { leftEye, rightEye, nose }, outside }: AlignedFace,
): string {
  const eyes = Math.hypot(rightEye.x - leftEye.x, rightEye.y - leftEye.y)
  const cut =
    outside > noticed ? `; ${percentText(outside)} of it lies beyond the edge, which is repeated there` : ''
  return printable(
    `${file}  ${basename(photo)} at ${Math.round(nose.x)},${Math.round(nose.y)}, eyes ${Math.round(eyes)} pixels apart${cut}`,
  ).concat('\n')
}

/** Folders stand for the pictures in them. */
async function photosOf(operands: readonly string[]): Promise<string[]> {
  const photos: string[] = []
  for (const operand of operands) {
    const stats = await stat(operand).catch(() => undefined)
    if (!stats) throw new PhotoNotFoundError(operand)
    if (!stats.isDirectory()) photos.push(resolve(operand))
    else for await (const { name } of (await openSource(operand)).files()) photos.push(resolve(operand, name))
  }
  if (photos.length === 0)
    throw new PhotoNotFoundError(operands.join(', '), 'there is no JPEG, PNG or WebP picture in it')
  return photos
}

/** Where each photo's faces go, without number and ending: what lies in folders stays in them. @throws InvalidOptionError */
function targetsOf(photos: readonly string[], out: string): Map<string, string> {
  const top = commonFolder(photos)
  const taken = new Map<string, string>()
  for (const photo of photos) {
    const target = join(out, relative(top, dirname(photo)), basename(photo, extname(photo)))
    const other = taken.get(target)
    if (other !== undefined)
      throw new InvalidOptionError(
        '<photos>',
        `named differently, as ${other} goes to ${target}-1.png too`,
        photo,
      )
    taken.set(target, photo)
  }
  return new Map([...taken].map(([target, photo]) => [photo, target]))
}

/** The deepest folder that holds all of them. */
function commonFolder(photos: readonly string[]): string {
  let top = dirname(photos[0])
  while (photos.some((photo) => relative(top, photo).startsWith('..'))) top = dirname(top)
  return top
}

/** There is no such photo. */
class PhotoNotFoundError extends FaceganError {
  constructor(path: string, why = 'there is no such file or folder') {
    super('FACEGAN_PHOTO_NOT_FOUND', `No photo at ${path}: ${why}.`, {
      hint: 'give JPEG, PNG or WebP pictures, or a folder of them',
    })
  }
}
