import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { locateNative } from '@facegan/tfjs-native'

export const toolFolder = fileURLToPath(new URL('../../tools/tfjs-to-onnx', import.meta.url))

/** Runs Python in the environment that `facegan setup` makes; the tool's package is importable. */
export async function python(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const installation = locateNative()
  if (!installation) throw new Error('TensorFlow is not set up: run `pnpm facegan setup`')
  return promisify(execFile)(installation.python, [...args], {
    cwd: toolFolder,
    env: { ...process.env, PYTHONPATH: toolFolder, PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
    maxBuffer: 64 * 2 ** 20,
  })
}
