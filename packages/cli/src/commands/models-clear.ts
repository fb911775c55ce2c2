import type { Command } from '../command.ts'

export const modelsClear: Command = {
  name: 'clear',
  summary: 'Remove the models that were fetched; built-in ones and your folders stay',
  examples: ['facegan models clear'],
  options: [{ flags: '--json', help: 'print what was freed as JSON' }],
  async run({ options, terminal }) {
    const { clearModels } = await import('@facegan/node')
    const { folder, bytes } = await clearModels()
    if (options['json']) return terminal.print(`${JSON.stringify({ folder, bytes })}\n`)
    terminal.print(
      folder
        ? `${bytes.toLocaleString('en')} bytes freed in ${folder}\n`
        : 'nothing is kept: FACEGAN_CACHE is off\n',
    )
  },
}
