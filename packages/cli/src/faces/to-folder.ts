import { join } from 'node:path'
import { resolveGenerateOptions, type GenerateOptions } from '@facegan/core'
import { loadGenerator, writeFaces, type ImageFormat, type WrittenFace } from '@facegan/node'
import type { Invocation } from '../command.ts'
import { modelChoice } from '../face-options.ts'
import { refuseOptions } from './out-path.ts'

/** One file a face. */
export async function toFolder(invocation: Invocation, wanted: GenerateOptions, out: string): Promise<void> {
  const { options, terminal } = invocation
  const { json, ndjson } = options
  if (ndjson) refuseOptions(options, ['json'], 'with --ndjson')
  resolveGenerateOptions(wanted) // wrong options are refused before anything is read
  const generator = await loadGenerator(modelChoice(invocation))
  const faces: WrittenFace[] = []
  try {
    await writeFaces(generator.stream(wanted), out, {
      format: options['format'] as ImageFormat | undefined,
      index: options['index'] === true,
      latents: options['latents'] === true,
      async onWritten(face) {
        const written = { ...face, file: join(out, face.file) }
        if (ndjson) await terminal.write(`${JSON.stringify(written)}\n`)
        else if (json) faces.push(written)
      },
    })
    terminal.settle()
    const { device, manifest } = generator
    if (json) terminal.print(`${JSON.stringify({ device, model: manifest.name, faces })}\n`)
    else if (!ndjson) terminal.print(`${out}\n`)
  } finally {
    await generator.dispose()
  }
}
