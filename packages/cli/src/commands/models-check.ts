import type { Command } from '../command.ts'

export const modelsCheck: Command = {
  name: 'check',
  summary: 'Check that a model is whole, opens, and draws the faces of its samples',
  examples: [
    'facegan models check                        # the built-in one',
    'facegan models check ./my-model',
    'facegan models check https://example.com/models/my-faces/',
  ],
  arguments: [['[model]', 'built-in name, folder or URL (default: the built-in model)']],
  options: [
    { flags: '-d, --device <device>', help: 'auto, cuda or cpu (default: cpu)' },
    { flags: '--integrity <sha256>', help: "the manifest that is meant, 'sha256-…'" },
    { flags: '--offline', help: 'fetch nothing; only what was fetched before (also: FACEGAN_OFFLINE=1)' },
    { flags: '--json', help: 'print the findings as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const { checkModel, ModelCheckError } = await import('../models/check-model.ts')
    const { findings, integrity } = await checkModel({
      model: operands[0],
      device: (options['device'] ?? 'cpu') as 'cpu',
      integrity: options['integrity'] as string | undefined,
      offline: options['offline'] === true ? true : undefined,
      signal: terminal.signal,
      onDownload: ({ bytes, total }) =>
        terminal.progress(`${bytes.toLocaleString('en')} of ${total.toLocaleString('en')} bytes`),
    })
    terminal.settle()
    if (options['json']) terminal.print(`${JSON.stringify({ integrity, findings }, null, 2)}\n`)
    else {
      const { color } = terminal
      const marks = { true: color.green('✓'), false: color.red('✗'), undefined: color.yellow('–') }
      for (const { subject, ok, detail } of findings)
        terminal.print(`${marks[`${ok}`]} ${subject.padEnd(10)} ${detail}\n`)
      terminal.print(`  ${'integrity'.padEnd(10)} ${integrity}\n`)
    }
    const wrong = findings.filter(({ ok }) => ok === false)
    if (wrong.length > 0)
      throw new ModelCheckError(wrong.map(({ subject, detail }) => `${subject}: ${detail}`))
  },
}
