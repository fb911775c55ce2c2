import { InvalidOptionError, resolveGenerateOptions, type GenerateOptions } from '@facegan/core'
import { loadGenerator, tarFaces, type ImageFormat, type NodeFace } from '@facegan/node'
import type { Invocation } from '../command.ts'
import { modelChoice } from '../face-options.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { refuseOptions } from './out-path.ts'

/** Faces as bytes on stdout, at the pace of whoever reads them. */
export async function toStdout(invocation: Invocation, wanted: GenerateOptions): Promise<void> {
  const { options, terminal } = invocation
  const used = ['json', 'ndjson', 'index', 'latents', 'shardSize', 'shard', 'columns', 'scale', 'kernel']
  refuseOptions(options, used, 'with --out -, which puts the faces themselves on stdout')
  const format = options['format'] as ImageFormat | 'raw' | 'tar' | undefined
  if (format === undefined)
    throw new InvalidOptionError('--format', 'png, webp, jpeg, raw or tar with --out -', undefined)
  refuseScreen(terminal)
  const { seeds } = resolveGenerateOptions(wanted)
  if (format !== 'raw' && format !== 'tar' && seeds.length > 1)
    throw new InvalidOptionError(
      '--count',
      `1 for ${format} on stdout`,
      seeds.length,
      '--format tar or raw takes more; --out sheet.png draws one sheet',
    )
  const generator = await loadGenerator(modelChoice(invocation))
  try {
    const faces = generator.stream({ ...wanted, count: undefined, seeds: String(seeds) })
    if (format === 'raw') {
      const { width, height } = generator.manifest.image
      terminal.note(`Seeds ${seeds}: ${rawForm(width, height)}\n`)
      await writeRaw(faces, terminal)
    } else if (format === 'tar') for await (const block of tarFaces(faces)) await terminal.write(block)
    else for await (const face of faces) await terminal.write(await encoded(face, format))
    terminal.settle()
  } finally {
    await generator.dispose()
  }
}

/** RGBA levels, row by row, one face after another, nothing between them. */
export async function writeRaw(faces: AsyncIterable<NodeFace>, terminal: Terminal): Promise<void> {
  for await (const { data } of faces) await terminal.write(new Uint8Array(data.buffer))
}

export function rawForm(width: number, height: number): string {
  return `${width}x${height} RGBA, ${width * height * 4} bytes a face.`
}

/** @throws InvalidOptionError where stdout is a screen */
export function refuseScreen({ onScreen }: Terminal): void {
  if (!onScreen) return
  const expected = 'a file or a folder here: bytes of pictures are not for a terminal'
  throw new InvalidOptionError('--out', expected, '-', 'redirect them: `> face.png`, or `| program`')
}

function encoded(face: NodeFace, format: ImageFormat): Promise<Buffer> {
  if (format === 'png') return face.toPng()
  return format === 'webp' ? face.toWebp() : face.toJpeg()
}
