import { delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { locateNative } from '@facegan/tfjs-native'
import { BenchError } from '../bench-error.ts'
import { pythonPackages } from '../python-packages.ts'

const peers = fileURLToPath(new URL('../../peers', import.meta.url))
const requirements = fileURLToPath(new URL('../../requirements.txt', import.meta.url))

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

/** The folder of packages that holds PyTorch, 4.5 GB. Throws BENCH_INSTALL_FAILED. */
export function torchPackages(onInstall: (folder: string) => void): Promise<string> {
  return pythonPackages({ name: 'torch', python: kerasPython(), requirements, megabytes: 10_000, onInstall })
}
