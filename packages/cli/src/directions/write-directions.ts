import { mkdir, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { checkManifest, messageOf, type Direction } from '@facegan/core'
import { FileNotWrittenError } from '@facegan/node'
import { writeAtomic } from '@facegan/trainer'

/** Puts directions into a manifest in place of those it has. @returns its path @throws FileNotWrittenError */
export async function writeIntoManifest(path: string, directions: readonly Direction[]): Promise<string> {
  const text = withDirections(await readFile(path, 'utf8'), directions)
  checkManifest(JSON.parse(text), path)
  return write(resolve(path), text, 'with --out they go into another file')
}

/** @returns the file's path @throws FileNotWrittenError */
export async function writeDirectionsFile(
  path: string,
  { directions, ...rest }: { readonly directions: readonly Direction[] },
): Promise<string> {
  return write(resolve(path), withDirections(JSON.stringify(rest), directions), 'choose another --out')
}

/** @returns the file's path @throws FileNotWrittenError */
export async function writeSheet(path: string, picture: Buffer): Promise<string> {
  return write(resolve(path), picture, 'choose another --sheet')
}

/**
 * JSON text of an object with its `directions` replaced, or added at the end: one line a direction, for a line a number
 * would make a page of a model. All else is as `facegan export` writes it.
 */
export function withDirections(json: string, directions: readonly Direction[]): string {
  const { directions: _, ...rest } = JSON.parse(json) as Record<string, unknown>
  const start = JSON.stringify(rest, null, 2).replace(/\n}$/, '')
  const lines = directions.map((direction) => `\n    ${JSON.stringify(direction)}`)
  return `${start},\n  "directions": [${lines.join(',')}\n  ]\n}\n`
}

async function write(path: string, content: string | Uint8Array, hint: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeAtomic(path, content)
    return path
  } catch (error) {
    throw new FileNotWrittenError(path, messageOf(error), hint, error)
  }
}
