import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { FaceganError } from '@facegan/core'
import { makeFolder, writeFileAtomically } from '@facegan/node'
import type { Asset } from './files.ts'

export interface PlacedFile {
  readonly path: string
  readonly bytes: number
  /** False where the same bytes were there already. */
  readonly written: boolean
}

/** Files of other content stand where ours should be. */
export class FilesInTheWayError extends FaceganError {
  constructor(folder: string, paths: readonly string[]) {
    super(
      'FACEGAN_FILES_IN_THE_WAY',
      `${folder} has files of these names, with other content; nothing was written:\n  ${paths.join('\n  ')}`,
      {
        hint: 'choose another folder, or replace them with --force (after an update of @facegan/web, do that)',
      },
    )
  }
}

/**
 * Puts files into a folder, each whole or not at all. Looks at all of them before it writes one.
 *
 * @throws FilesInTheWayError unless `force`; FileNotWrittenError; `signal.reason` between two files
 */
export async function placeFiles(
  folder: string,
  assets: readonly Asset[],
  { force, signal }: { force: boolean; signal: AbortSignal },
): Promise<PlacedFile[]> {
  const states = await Promise.all(assets.map((asset) => compare(asset, join(folder, asset.path))))
  const inTheWay = assets.filter((_, n) => states[n] === 'other').map(({ path }) => path)
  if (inTheWay.length > 0 && !force) throw new FilesInTheWayError(folder, inTheWay)
  const placed: PlacedFile[] = []
  for (const [n, { path, from }] of assets.entries()) {
    signal.throwIfAborted()
    const target = join(folder, path)
    const bytes = await readFile(from)
    const written = states[n] !== 'same'
    if (written) {
      await makeFolder(dirname(target))
      await writeFileAtomically(target, bytes)
    }
    placed.push({ path, bytes: bytes.length, written })
  }
  return placed
}

async function compare({ from }: Asset, target: string): Promise<'missing' | 'same' | 'other'> {
  const found = await stat(target).catch(() => undefined)
  if (!found) return 'missing'
  if (!found.isFile() || found.size !== (await stat(from)).size) return 'other'
  return (await readFile(from)).equals(await readFile(target)) ? 'same' : 'other'
}
