import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BenchError } from './bench-error.ts'

const cache = fileURLToPath(new URL('../../../.cache/bench', import.meta.url))

/** Packages for a Python that is there already. */
export interface PythonPackages {
  /** Of their folder, and for messages. */
  readonly name: string
  readonly python: string
  /** A hashed requirements file. */
  readonly requirements: string
  /** Megabytes of disk to have free. */
  readonly megabytes: number
  readonly onInstall?: (folder: string) => void
}

/**
 * The folder that holds them; installed at first use, each wheel checked against its hash.
 *
 * @throws BenchError BENCH_INSTALL_FAILED
 */
export async function pythonPackages(wanted: PythonPackages): Promise<string> {
  const { name, python, requirements, megabytes, onInstall } = wanted
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
  const folder = `${cache}/${name}-${digest.slice(0, 12)}`
  if (existsSync(folder)) return folder
  onInstall?.(folder)
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(cache, { recursive: true })
  const strict = ['--require-hashes', '--no-deps', '--only-binary', ':all:']
  const args = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', ...strict]
  try {
    await promisify(execFile)(python, [...args, '--target', unfinished, '-r', requirements])
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error)
    throw new BenchError(
      'BENCH_INSTALL_FAILED',
      `${name} could not be installed:\n${said}`,
      `check that PyPI can be reached (PIP_INDEX_URL names a mirror) and that ${megabytes} MB of disk are free`,
    )
  }
  await rename(unfinished, folder)
  return folder
}
