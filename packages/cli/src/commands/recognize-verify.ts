import type { Command } from '../command.ts'
import { optionalPackage } from '../optional-package.ts'

export const recognizeVerify: Command = {
  name: 'verify',
  summary: 'Say whether two pictures show the same person',
  examples: [
    'facegan recognize verify a.png b.png --model people.safetensors',
    'facegan recognize verify a.jpg b.jpg --align --model people.safetensors --json',
  ],
  arguments: [
    ['<a>', 'a picture'],
    ['<b>', 'another picture; neither need show anybody the model knows'],
  ],
  options: [
    { flags: '-m, --model <file>', help: 'what recognize train wrote (default: people.safetensors)' },
    { flags: '--align', help: 'pictures are whole photographs: find, turn and cut out their largest face' },
    { flags: '--json', help: 'print distance, threshold and rates as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const { verifyPhotos } = await optionalPackage(import('../recognize/verify-photos.ts'))
    await verifyPhotos([operands[0], operands[1]], {
      model: String(options['model'] ?? 'people.safetensors'),
      align: options['align'] === true,
      json: options['json'] === true,
      terminal,
    })
  },
}
