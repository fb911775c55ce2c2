import { createReadStream } from 'node:fs'
import { readFile, readdir, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { extract } from 'tar-stream'
import { DataError } from '../errors.ts'

/** One undecoded picture and where it came from. */
export interface PictureFile {
  /** Path inside the folder or archive, for messages. */
  readonly name: string
  /** Its content, or why it could not be read. */
  readonly bytes: Buffer | Error
}

const pictureEndings = new Set(['.jpg', '.jpeg', '.png', '.webp'])

/**
 * Every JPEG, PNG and WebP below a folder, or inside a tar, in byte order of their names (folder) or as they lie
 * (tar). Other files are passed over.
 *
 * @throws DataError when there is no such folder or archive, or the archive is damaged
 */
export async function* readPictures(path: string): AsyncGenerator<PictureFile, void, undefined> {
  const place = resolve(path)
  const stats = await stat(place).catch((error: unknown) => {
    throw new DataError(
      `No pictures at ${place}: there is no such folder or file.`,
      'give --data a folder of JPEG, PNG or WebP pictures, or a .tar of them',
      error,
    )
  })
  if (stats.isDirectory()) yield* readFolder(place)
  else if (extname(place) === '.tar') yield* readTar(place)
  else
    throw new DataError(
      `${place} is neither a folder nor a .tar.`,
      'unpack it (zip, tar.gz) into a folder and give --data that folder',
    )
}

function isPicture(name: string): boolean {
  return pictureEndings.has(extname(name).toLowerCase())
}

async function* readFolder(folder: string): AsyncGenerator<PictureFile, void, undefined> {
  const names = (await readdir(folder, { recursive: true })).filter(isPicture)
  names.sort((a, b) => (a < b ? -1 : 1)) // by code unit: the same order on every machine, whatever its language
  for (const name of names) {
    const file = join(folder, name)
    // a dangling link, a file without permission, one that went away: one picture less, not the end
    const bytes = await readFile(file).catch((error: Error & { code?: string }) => error)
    if (bytes instanceof Error && bytes.code === 'EISDIR') continue
    yield { name, bytes }
  }
}

async function* readTar(path: string): AsyncGenerator<PictureFile, void, undefined> {
  const archive = extract()
  // an error of the file ends the archive too, and comes out of the loop below
  pipeline(createReadStream(path), archive, () => {})
  try {
    for await (const entry of archive) {
      if (entry.header.type === 'file' && isPicture(entry.header.name))
        yield { name: entry.header.name, bytes: await buffer(entry) }
      else entry.resume()
    }
  } catch (error) {
    throw new DataError(
      `${path} could not be read to its end as a tar archive.`,
      'fetch or make it again; `tar -tf FILE` shows whether it is whole',
      error,
    )
  }
}
