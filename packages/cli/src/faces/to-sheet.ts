import { dirname } from 'node:path'
import { InvalidOptionError, resolveGenerateOptions, type GenerateOptions } from '@facegan/core'
import { contactSheet, loadGenerator, makeFolder, writeFileAtomically, type ImageFormat } from '@facegan/node'
import type { Invocation } from '../command.ts'
import { modelChoice } from '../face-options.ts'
import { integerOption } from '../number-option.ts'
import { enlarging } from './enlarging.ts'
import { refuseOptions } from './out-path.ts'

/** A sheet of more faces than this is no longer looked at. */
const sheetLimit = 4096

/** All faces on one picture. */
export async function toSheet(
  invocation: Invocation,
  wanted: GenerateOptions,
  out: string,
  format: ImageFormat,
): Promise<void> {
  const { options, terminal } = invocation
  refuseOptions(options, ['index', 'ndjson', 'latents'], 'for one sheet, whose label names the seeds')
  const columns = integerOption(options, 'columns', 1)
  const { seeds } = resolveGenerateOptions(wanted) // wrong options are refused before anything is read
  if (seeds.length > sheetLimit)
    throw new InvalidOptionError('--count', `at most ${sheetLimit} for one sheet`, seeds.length)
  const generator = await loadGenerator(modelChoice(invocation))
  try {
    const faces = await generator.generate(wanted)
    const sheet = await contactSheet(faces, { columns, ...enlarging(options), format })
    await makeFolder(dirname(out))
    await writeFileAtomically(out, sheet)
    terminal.settle()
    const { device, manifest } = generator
    const written = faces.map(({ seed }) => ({ seed, file: out }))
    const report = { device, model: manifest.name, faces: written }
    terminal.print(options['json'] ? `${JSON.stringify(report)}\n` : `${out}\n`)
  } finally {
    await generator.dispose()
  }
}
