import { ExportError } from '../export/export-error.ts'
import { runPythonTool } from '../export/python-tool.ts'
import { ConvertError } from './convert-error.ts'

/**
 * Runs one command of the Python converter.
 *
 * @returns what it printed on stdout
 * @throws ConvertError with the converter's message and hint
 */
export async function runConverter(args: readonly string[], signal?: AbortSignal): Promise<string> {
  try {
    return await runPythonTool(args, signal)
  } catch (error) {
    if (!(error instanceof ExportError) || !error.message.startsWith('error: ')) throw error
    const [message = '', hint] = error.message.slice('error: '.length).split('; hint: ')
    throw new ConvertError(message, hint)
  }
}
