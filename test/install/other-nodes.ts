import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const execute = promisify(execFile)
const nodes = fileURLToPath(new URL('../../.cache/node', import.meta.url))
/** Besides the Node that runs the tests; from npm, kept in `.cache`. */
const others = ['22.23.3', '24.21.0']

/** Every Node that packed packages are tested on. */
export const nodeVersions = [...new Set([process.versions.node, ...others])]

export const nodeProgram = (version: string): string =>
  version === process.versions.node ? process.execPath : join(nodes, version, 'node')

/** Gets those that are not here yet. */
export async function fetchOtherNodes(): Promise<void> {
  await Promise.all(nodeVersions.map((version) => fetchNode(version)))
}

/** Node's program alone, out of its npm package. */
async function fetchNode(version: string): Promise<void> {
  if (existsSync(nodeProgram(version))) return
  await mkdir(nodes, { recursive: true })
  const partial = await mkdtemp(join(nodes, 'partial-'))
  const pack = ['pack', '--silent', `node-linux-${process.arch}@${version}`]
  const { stdout } = await execute('npm', pack, { cwd: partial })
  const extract = ['-xzf', stdout.trim(), '--strip-components=2', 'package/bin/node']
  await execute('tar', extract, { cwd: partial })
  await rm(join(partial, stdout.trim()))
  // another test may have been faster
  await rename(partial, join(nodes, version)).catch(async (error: unknown) => {
    await rm(partial, { recursive: true })
    if (!existsSync(nodeProgram(version))) throw error
  })
}
