import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { DataError } from '../errors.ts'
import { listZip, readTar, readZip } from './archives.ts'
import type { PictureFile } from './picture-file.ts'

/** A folder or archive of pictures, looked at but not yet read. */
export interface PictureSource {
  /** Absolute path. */
  readonly place: string
  /** How many pictures there are, where that can be told without reading them. */
  readonly total: number | undefined
  /** Changes whenever a picture in it is added, changed, replaced or removed. */
  readonly stamp: string
  /** In byte order of their names (folder) or as they lie (archive). */
  readonly files: () => AsyncIterable<PictureFile>
}

const pictureEndings = new Set(['.jpg', '.jpeg', '.png', '.webp'])
const statsUnderWay = 64

/**
 * Looks at every JPEG, PNG and WebP below a folder, or inside a tar or zip. Other files are passed over.
 *
 * @throws DataError when there is no such folder or archive, or the archive is damaged
 */
export async function openSource(path: string): Promise<PictureSource> {
  const place = resolve(path)
  const stats = await stat(place, { bigint: true }).catch((error: unknown) => {
    throw new DataError(
      `No pictures at ${place}: there is no such folder or file.`,
      'give --data a folder of JPEG, PNG or WebP pictures, or a .tar or .zip of them',
      error,
    )
  })
  if (stats.isDirectory()) return openFolder(place)
  const archive = { place, stamp: stampOf(stats) }
  if (/\.(tar|tar\.gz|tgz)$/i.test(place))
    return { ...archive, total: undefined, files: () => readTar(place, isPicture) }
  if (/\.zip$/i.test(place)) {
    const entries = await listZip(place, isPicture)
    return { ...archive, total: entries.length, files: () => readZip(place, entries) }
  }
  throw new DataError(
    `${place} is neither a folder nor a .tar, .tar.gz or .zip.`,
    'unpack it into a folder and give --data that folder',
  )
}

function isPicture(name: string): boolean {
  // `._face.jpg` holds what macOS knows about face.jpg, not a picture
  return pictureEndings.has(extname(name).toLowerCase()) && !basename(name).startsWith('._')
}

async function openFolder(place: string): Promise<PictureSource> {
  const names = (await readdir(place, { recursive: true })).filter(isPicture)
  names.sort((a, b) => (a < b ? -1 : 1)) // by code unit: the same order on every machine, whatever its language
  const files: PictureFile[] = []
  const hash = createHash('sha256')
  for (let from = 0; from < names.length; from += statsUnderWay) {
    const some = names.slice(from, from + statsUnderWay)
    for (const file of await Promise.all(some.map((name) => openFile(place, name)))) {
      if (file === undefined) continue
      files.push(file)
      hash.update(`${JSON.stringify(file.name)} ${file.stamp}\n`)
    }
  }
  return { place, total: files.length, stamp: hash.digest('hex'), files: () => listed(files) }
}

/** @returns undefined for a folder that is named like a picture */
async function openFile(folder: string, name: string): Promise<PictureFile | undefined> {
  const path = join(folder, name)
  // a dangling link, a file without permission, one that goes away: one picture less, not the end
  const stats = await stat(path, { bigint: true }).catch(() => undefined)
  if (stats?.isDirectory()) return undefined
  return { name, stamp: stats ? stampOf(stats) : '', read: () => readFile(path) }
}

async function* listed(files: readonly PictureFile[]): AsyncGenerator<PictureFile, void, undefined> {
  yield* files
}

/** The change time and the inode tell a replaced file from its predecessor even where a tool kept size and mtime. */
function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size}-${mtimeNs}-${ctimeNs}-${ino}`
}
