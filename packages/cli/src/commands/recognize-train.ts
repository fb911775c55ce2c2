import { InvalidOptionError } from '@facegan/core'
import type { Command } from '../command.ts'
import { integerOption, numberOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const recognizeTrain: Command = {
  name: 'train',
  summary: 'Learn people from pictures of them, a folder for each, into one file',
  examples: [
    'facegan recognize train people --out people.safetensors           # people/ada/1.jpg, people/carl/1.jpg, …',
    'facegan recognize train photos --align --out people.safetensors   # whole photographs',
  ],
  arguments: [['<people>', 'a folder with a folder for each person, or a .tar or .zip of it']],
  options: [
    { flags: '-o, --out <file>', help: 'the file to write (default: people.safetensors)' },
    {
      flags: '-m, --method <name>',
      help: 'the recogniser (default: face-embedding, which was trained before)',
    },
    { flags: '--align', help: 'pictures are whole photographs: find, turn and cut out their largest face' },
    { flags: '--size <pixels>', help: 'side to which faces are brought (default: 64)' },
    {
      flags: '--false-matches <percent>',
      help: 'how many strangers in a hundred may be taken for somebody known (default: 1)',
    },
    { flags: '--seed <number>', help: 'of what a method draws while it learns (default: 0)' },
    { flags: '--json', help: 'print people, thresholds and what was left out as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const percent = numberOption(options, 'falseMatches') ?? 1
    if (percent >= 100) throw new InvalidOptionError('--false-matches', 'below 100', percent)
    const { trainPeople } = await optionalPackage(import('../recognize/train-people.ts'))
    await trainPeople(operands[0], {
      out: String(options['out'] ?? 'people.safetensors'),
      method: String(options['method'] ?? 'face-embedding'),
      align: options['align'] === true,
      size: integerOption(options, 'size', 16),
      falseMatchRate: percent / 100,
      seed: integerOption(options, 'seed', 0),
      json: options['json'] === true,
      terminal,
    })
  },
}
