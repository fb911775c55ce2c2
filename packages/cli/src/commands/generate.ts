import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { InvalidOptionError, resolveGenerateOptions } from '@facegan/core'
import type { Command } from '../command.ts'
import { editOption } from '../edit-option.ts'
import { integerOption } from '../number-option.ts'

const formats = ['png', 'webp', 'jpeg'] as const
/** A sheet of more faces than this is no longer looked at. */
const sheetLimit = 4096

export const generate: Command = {
  name: 'generate',
  summary: 'Make faces: one file each, or all on one sheet',
  examples: [
    'facegan generate --count 16 --out faces.png          # one sheet',
    'facegan generate --seeds 0-35 --out faces            # 36 files, faces/seed-0000000000.png …',
    'facegan generate --seeds 0-8 --edit smile=1.5 --model ./my-model   # what `facegan directions` found',
    'facegan generate --seeds 7 --truncation 0.7 --model ./my-model --format webp',
  ],
  options: [
    { flags: '-n, --count <number>', help: 'how many faces (default: 1, or as many as --seeds)' },
    { flags: '-s, --seeds <list>', help: 'seeds and ranges, such as 3,8,20-35 (default: random)' },
    { flags: '-t, --truncation <psi>', help: '0 to 1; lower is more average (default: 1)' },
    { flags: '-e, --edit <amounts>', help: 'directions of the model, such as smile=1.5,age=-1' },
    { flags: '--beyond', help: 'let --edit go further than the model still draws faces' },
    {
      flags: '-o, --out <path>',
      help: 'a folder for files, or a .png, .webp or .jpg for one sheet (default: faces)',
    },
    { flags: '-f, --format <format>', help: 'of the files in a folder (default: png)', choices: formats },
    { flags: '-m, --model <model>', help: 'built-in name, folder or URL (default: the built-in model)' },
    { flags: '-d, --device <device>', help: 'auto, cuda, webgpu, cpu, …; see doctor (default: auto)' },
    { flags: '--columns <number>', help: 'faces in a row of the sheet (default: about square)' },
    { flags: '--scale <number>', help: 'enlarge faces on the sheet by a whole number (default: 2)' },
    {
      flags: '--kernel <name>',
      help: 'how they are enlarged (default: lanczos)',
      choices: ['lanczos', 'nearest'],
    },
    { flags: '--json', help: 'print what was written as JSON' },
  ],
  async run({ options, terminal }) {
    void import('sharp') // needed in the end: loaded while the network is
    const { contactSheet, loadGenerator } = await import('@facegan/node')
    const out = resolve(String(options['out'] ?? 'faces'))
    const count = integerOption(options, 'count', 1)
    const columns = integerOption(options, 'columns', 1)
    const scale = integerOption(options, 'scale', 1) ?? 2
    const truncation = options['truncation'] === undefined ? undefined : Number(options['truncation'])
    const seeds = options['seeds'] as string | undefined
    const edit = editOption(options['edit'])
    const beyond = options['beyond'] === true
    const format = (options['format'] ?? 'png') as (typeof formats)[number]
    const kernel = (options['kernel'] ?? 'lanczos') as 'lanczos' | 'nearest'
    const sheetFormat = formatOf(out)

    // wrong options are refused before anything is read
    const { seeds: asked } = resolveGenerateOptions({ count, seeds, truncation, edit })
    if (sheetFormat && asked.length > sheetLimit)
      throw new InvalidOptionError('--count', `at most ${sheetLimit} for one sheet`, asked.length)

    const generator = await loadGenerator({
      model: options['model'] as string | undefined,
      device: options['device'] as never,
      onDeviceChange: ({ from, to, why, detail }) =>
        terminal.note(
          `${to} instead of ${from}, which ${why === 'failed' ? 'failed' : 'is slower'}: ${detail}\n`,
        ),
    })
    try {
      const wanted = {
        count,
        seeds,
        truncation,
        edit,
        beyond,
        signal: terminal.signal,
        onProgress: ({ done, total }: { done: number; total: number }) =>
          terminal.progress(`${done.toLocaleString('en')} of ${total.toLocaleString('en')} faces`),
      }
      const written: { seed: number; file: string }[] = []
      if (sheetFormat) {
        const faces = await generator.generate(wanted)
        await mkdir(dirname(out), { recursive: true })
        await writeFile(out, await contactSheet(faces, { columns, scale, kernel, format: sheetFormat }))
        for (const { seed } of faces) written.push({ seed, file: out })
      } else {
        await mkdir(out, { recursive: true })
        for await (const face of generator.stream(wanted)) {
          const file = await face.toFile(out, { format })
          written.push({ seed: face.seed, file })
        }
      }
      terminal.settle()
      if (options['json'])
        terminal.print(
          `${JSON.stringify({ device: generator.device, model: generator.manifest.name, faces: written })}\n`,
        )
      else terminal.print(`${out}\n`)
    } finally {
      await generator.dispose()
    }
  },
}

/** The sheet's format when the path names a picture; undefined when it names a folder. */
function formatOf(path: string): (typeof formats)[number] | undefined {
  const ending = extname(path).slice(1).toLowerCase().replace('jpg', 'jpeg')
  return formats.find((format) => format === ending)
}
