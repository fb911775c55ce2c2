import type { Command } from '../command.ts'
import { optionalPackage } from '../optional-package.ts'

export const recognizeIdentify: Command = {
  name: 'identify',
  summary: 'Say who is in a picture, or that it is nobody known',
  examples: [
    'facegan recognize identify face.png --model people.safetensors',
    'facegan recognize identify party.jpg --align --model people.safetensors   # every face in a photograph',
  ],
  arguments: [['<photos...>', 'pictures']],
  options: [
    { flags: '-m, --model <file>', help: 'what recognize train wrote (default: people.safetensors)' },
    { flags: '--align', help: 'pictures are whole photographs: find, turn and cut out every face' },
    { flags: '--json', help: 'print the likeliest people and their distances as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const { identifyPhotos } = await optionalPackage(import('../recognize/identify-photos.ts'))
    await identifyPhotos(operands, {
      model: String(options['model'] ?? 'people.safetensors'),
      align: options['align'] === true,
      json: options['json'] === true,
      terminal,
    })
  },
}
