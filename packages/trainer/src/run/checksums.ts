import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import * as v from 'valibot'
import { whenMissing } from './when-missing.ts'
import { writeSynced } from './write-synced.ts'

const checksumsFile = 'checksums.json'

const checksumsSchema = v.record(v.string(), v.object({ bytes: v.number(), sha256: v.string() }))

/** Written last: says of every file beside and below it how long it is and what its SHA-256 is. */
export async function writeChecksums(folder: string): Promise<void> {
  const names = await filesIn(folder)
  const entries = await Promise.all(names.map(async (name) => [name, await checksum(join(folder, name))]))
  await writeSynced(join(folder, checksumsFile), JSON.stringify(Object.fromEntries(entries), null, 2))
}

/**
 * Compares a folder with its checksums.
 *
 * @returns what is wrong, in words, or undefined when every file is as it was written
 */
export async function damageIn(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, checksumsFile), 'utf8').catch(whenMissing(undefined))
  if (text === undefined) return `it has no ${checksumsFile}`
  let expected: v.InferOutput<typeof checksumsSchema>
  try {
    expected = v.parse(checksumsSchema, JSON.parse(text))
  } catch {
    return `${checksumsFile} is no list of checksums`
  }
  for (const [name, { bytes, sha256 }] of Object.entries(expected)) {
    const found = await checksum(join(folder, name)).catch(whenMissing(undefined))
    if (!found) return `${name} is missing`
    if (found.bytes !== bytes) return `${name} has ${found.bytes} bytes and had ${bytes}`
    if (found.sha256 !== sha256) return `${name} is not what was written: its SHA-256 is another`
  }
  return undefined
}

async function checksum(path: string): Promise<{ bytes: number; sha256: string }> {
  const content = await readFile(path)
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .map((name) => name.replaceAll(sep, '/'))
    .toSorted()
}
