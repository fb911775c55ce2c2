import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs a command of an example to its end: `examples/…/file.mjs --out folder`. */
export function runExample(file: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, file), ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
  })
  return { code: status, stdout, stderr }
}

/** What an example's page names and is not there; a page without links would prove nothing. */
export async function missingLinks(example: string): Promise<string[]> {
  const page = await readFile(join(root, example, 'README.md'), 'utf8')
  const links = Array.from(page.matchAll(/(?:\]\(|src=")([^)"#]+)/g), ([, path]) => path!)
  const paths = links.filter((link) => !link.startsWith('https:'))
  if (paths.length < 2) throw new Error(`${example}/README.md names no file`)
  return paths.filter((path) => !existsSync(join(root, example, path)))
}
