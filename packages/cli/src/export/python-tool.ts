import { execFile } from 'node:child_process'
import { dirname, delimiter } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { locateNative } from '@facegan/tfjs-native'
import { ExportError } from './export-error.ts'

const execute = promisify(execFile)

/**
 * Runs one command of the Python exporter in the environment that `facegan setup` made.
 *
 * @returns what it printed on stdout
 * @throws ExportError with the tool's own message
 */
export async function runPythonTool(args: readonly string[], signal?: AbortSignal): Promise<string> {
  const installation = locateNative()
  if (!installation)
    throw new ExportError(
      'Export needs Python with TensorFlow and tf2onnx.',
      'run `facegan setup`; where that cannot be, copy the run folder to a machine where it can',
    )
  const tool = dirname(fileURLToPath(import.meta.resolve('@facegan/tfjs-to-onnx/package.json')))
  const path = [tool, process.env['PYTHONPATH']].filter(Boolean).join(delimiter)
  try {
    const { stdout } = await execute(installation.python, ['-m', 'tfjs_to_onnx', ...args], {
      env: { ...process.env, PYTHONPATH: path, PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' },
      maxBuffer: 64 * 2 ** 20,
      signal,
    })
    return stdout
  } catch (error) {
    signal?.throwIfAborted()
    const { stderr = '' } = error as { stderr?: string }
    const lines = stderr.trim().split('\n')
    throw new ExportError(
      lines.at(-1) || 'The Python exporter failed.',
      'see the cause for all it said',
      new Error(stderr),
    )
  }
}
