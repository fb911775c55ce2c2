import type { Command } from '../command.ts'
import { enlargeOptions, faceOptions, modelOptions } from '../face-options.ts'

export const generate: Command = {
  name: 'generate',
  summary: 'Make faces: files, one sheet, shards for training, or a stream',
  examples: [
    'facegan generate --count 16 --out faces.png          # one sheet',
    'facegan generate --seeds 0-35 --out faces            # 36 files, faces/seed-0000000000.png …',
    'facegan generate --seeds 0-8 --edit smile=1.5 --model ./my-model   # what `facegan directions` found',
    'facegan generate --seeds 7 --truncation 0.7 --model ./my-model --format webp',
    'facegan generate --count 1000000 --shard-size 10000 --shard 1/4 --out shards   # a quarter of 100 tars',
    'facegan generate --seeds 7 --format png --out - > face.png',
    'facegan generate --count 1000 --format raw --out - | my-program     # RGBA bytes, face after face',
  ],
  options: [
    { flags: '-n, --count <number>', help: 'how many faces (default: 1, or as many as --seeds)' },
    {
      flags: '-s, --seeds <list>',
      help: 'seeds and ranges, such as 3,8,20-35 (default: random; in shards, from 0)',
    },
    ...faceOptions,
    {
      flags: '-o, --out <path>',
      help: 'a folder, a .png, .webp or .jpg for one sheet, or - for stdout (default: faces)',
    },
    {
      flags: '-f, --format <format>',
      help: 'of the files (default: png); raw and tar are for stdout',
      choices: ['png', 'webp', 'jpeg', 'raw', 'tar'],
    },
    { flags: '--shard-size <faces>', help: 'write WebDataset shards, tars of so many faces' },
    {
      flags: '--shard <i/n>',
      help: 'make only the i-th of n parts of the shards, 1/n to n/n, one a machine',
    },
    { flags: '--index', help: 'write index.ndjson beside files or shards: one line of JSON a face' },
    { flags: '--latents', help: 'give each face’s latent too, in the index and with --ndjson and --json' },
    ...modelOptions,
    { flags: '--columns <number>', help: 'faces in a row of the sheet (default: about square)' },
    ...enlargeOptions,
    { flags: '--ndjson', help: 'print a line of JSON for each file, as soon as it is written' },
    { flags: '--json', help: 'print what was written as JSON, at the end' },
  ],
  async run(invocation) {
    const { generateFrom } = await import('../faces/generate-from.ts')
    await generateFrom(invocation)
  },
}
