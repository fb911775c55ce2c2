import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { locateNative } from '@facegan/tfjs-native'
import { BenchError } from '../bench-error.ts'

const peers = fileURLToPath(new URL('../../peers', import.meta.url))
const requirements = fileURLToPath(new URL('../../requirements.txt', import.meta.url))
const cache = fileURLToPath(new URL('../../../../.cache/bench', import.meta.url))

/** Keras's Python is the one that `facegan setup` made. Throws BENCH_INSTALL_FAILED before it. */
export function kerasPython(): string {
  const installation = locateNative()
  if (installation) return installation.python
  throw new BenchError(
    'BENCH_INSTALL_FAILED',
    'TensorFlow is not set up on this machine.',
    'run `pnpm facegan setup`',
  )
}

/** The command of a peer, and the environment that it wants. */
export function peerCommand(module: string, folder?: string) {
  return {
    command: [kerasPython(), '-W', 'ignore', '-m', module],
    env: {
      PYTHONPATH: folder === undefined ? peers : `${peers}${delimiter}${folder}`,
      PYTHONDONTWRITEBYTECODE: '1',
      TF_CPP_MIN_LOG_LEVEL: '3',
    },
  }
}

/**
 * The folder of packages that holds PyTorch; installed at first use, 4.5 GB, each wheel checked against its hash.
 *
 * @throws BenchError BENCH_INSTALL_FAILED
 */
export async function torchPackages(onInstall: (folder: string) => void): Promise<string> {
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
  const folder = `${cache}/torch-${digest.slice(0, 12)}`
  if (existsSync(folder)) return folder
  onInstall(folder)
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(cache, { recursive: true })
  const strict = ['--require-hashes', '--no-deps', '--only-binary', ':all:']
  const args = ['-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', ...strict]
  try {
    await promisify(execFile)(kerasPython(), [...args, '--target', unfinished, '-r', requirements])
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() || String(error)
    throw new BenchError(
      'BENCH_INSTALL_FAILED',
      `PyTorch could not be installed:\n${said}`,
      'check that PyPI can be reached (PIP_INDEX_URL names a mirror) and that 10 GB of disk are free',
    )
  }
  await rename(unfinished, folder)
  return folder
}
