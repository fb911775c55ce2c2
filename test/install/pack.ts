import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Packs packages of ours as they are published.
 *
 * @param packages folders of this repository
 * @returns the tarballs in `folder/packed`, relative to `folder`, for `npm install`
 */
export async function pack(packages: readonly string[], folder: string): Promise<string[]> {
  for (const path of packages)
    await execute('pnpm', ['pack', '--pack-destination', join(folder, 'packed')], { cwd: join(root, path) })
  return (await readdir(join(folder, 'packed'))).map((name) => `./packed/${name}`)
}
