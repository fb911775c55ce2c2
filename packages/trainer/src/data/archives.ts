import { createReadStream } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { crc32, createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl'
import { DataError } from '../errors.ts'
import type { PictureFile } from './picture-file.ts'

/** @throws DataError when the archive is damaged or cut short */
export async function* readTar(
  path: string,
  wanted: (name: string) => boolean,
): AsyncGenerator<PictureFile, void, undefined> {
  const archive = extract()
  const file = createReadStream(path)
  const plain: readonly Readable[] = /gz$/i.test(path) ? [file, createGunzip()] : [file]
  // an error of the file ends the archive too, and comes out of the loop below
  pipeline([...plain, archive], () => {})
  try {
    for await (const entry of archive) {
      const { type, name } = entry.header
      if (type === 'file' && wanted(name)) yield inArchive(name, await buffer(entry))
      else entry.resume()
    }
  } catch (error) {
    throw damaged(path, 'tar', '`tar -tf FILE`', error)
  }
}

/** What a zip's directory lists. */
export interface ZipEntry {
  readonly name: string
  readonly entry: Entry
}

// names are decoded below: the library would end the whole archive over one that starts with a slash, and nothing is
// ever written under these names
const zipOptions = { decodeStrings: false, autoClose: false }

/** @throws DataError when the directory at the archive's end is damaged or missing */
export async function listZip(path: string, wanted: (name: string) => boolean): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = []
  await inZip(path, async (zip) => {
    for await (const entry of zip.eachEntry()) {
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry
      const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
      if (wanted(name)) entries.push({ name, entry })
    }
  })
  return entries
}

/** A damaged entry is an error of its own; the others can still be read. */
export async function* readZip(
  path: string,
  entries: readonly ZipEntry[],
): AsyncGenerator<PictureFile, void, undefined> {
  const zip = await openZip(path)
  try {
    for (const { name, entry } of entries)
      yield inArchive(name, await readEntry(zip, entry).catch((error: Error) => error))
  } finally {
    zip.close()
  }
}

async function inZip(path: string, use: (zip: ZipFile) => Promise<void>): Promise<void> {
  const zip = await openZip(path)
  try {
    await use(zip)
  } catch (error) {
    throw damagedZip(path, error)
  } finally {
    zip.close()
  }
}

function openZip(path: string): Promise<ZipFile> {
  return openPromise(path, zipOptions).catch((error: unknown) => {
    throw damagedZip(path, error)
  })
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.isEncrypted()) throw new Error('is encrypted')
  if (!entry.canDecodeFileData())
    throw new Error(`is compressed by method ${entry.compressionMethod}; only deflate can be read`)
  const bytes = await buffer(await zip.openReadStreamPromise(entry))
  if (crc32(bytes) !== entry.crc32) throw new Error('does not match its checksum in the archive')
  return bytes
}

function inArchive(name: string, content: Buffer | Error): PictureFile {
  const read = () => (content instanceof Error ? Promise.reject(content) : Promise.resolve(content))
  return { name, stamp: '', read }
}

function damagedZip(path: string, cause: unknown): DataError {
  return damaged(path, 'zip', '`unzip -t FILE`', cause)
}

function damaged(path: string, kind: string, check: string, cause: unknown): DataError {
  return new DataError(
    `${path} could not be read to its end as a ${kind} archive.`,
    `fetch or make it again; ${check} shows whether it is whole`,
    cause,
  )
}
