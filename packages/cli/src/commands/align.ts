import type { Command } from '../command.ts'
import { integerOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const align: Command = {
  name: 'align',
  summary: 'Find the faces in photographs and cut them out: upright, eyes always in the same place',
  examples: [
    'facegan align photo.jpg --out faces              # every face, numbered from left to right',
    'facegan align photos --out crops --size 128      # a folder; what lies in folders stays in folders',
    'facegan align people --out aligned --largest     # one face a photo: ready for recognize train',
  ],
  arguments: [['<photos...>', 'pictures, or folders of them']],
  options: [
    { flags: '-o, --out <folder>', help: 'where to write PNG files (default: aligned)' },
    { flags: '--size <pixels>', help: 'side of a crop (default: 64)' },
    {
      flags: '--crop <name>',
      help: 'tight: brows to chin; head: with hair and some background (default: tight)',
      choices: ['tight', 'head'],
    },
    { flags: '--largest', help: 'only the largest face of each photo' },
    { flags: '--json', help: 'print files, points and boxes as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const size = integerOption(options, 'size', 16)
    const { alignPhotos } = await optionalPackage(import('../recognize/align-photos.ts'))
    await alignPhotos(operands, {
      out: String(options['out'] ?? 'aligned'),
      size,
      crop: options['crop'] as 'tight' | 'head' | undefined,
      largest: options['largest'] === true,
      json: options['json'] === true,
      terminal,
    })
  },
}
