import { InvalidOptionError } from '@facegan/core'
import { join, resolve } from 'node:path'
import type { Command } from '../command.ts'
import { integerOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const evaluate: Command = {
  name: 'evaluate',
  summary: 'Measure how real, how varied and how new the faces of a model are, beside anchors',
  examples: [
    'facegan evaluate run --out report                       # a run, on the pictures it learned from',
    'facegan evaluate ./my-model --data photos --held-out other-photos --out report',
    'facegan evaluate faces-64 --data photos --compare old=./old-model --json',
  ],
  arguments: [['<model>', 'a run folder, a model folder or URL, or the name of a built-in model']],
  options: [
    {
      flags: '--data <path>',
      help: 'the pictures it learned from, a folder or .tar; may be given several times (default: those of the run)',
      repeatable: true,
    },
    {
      flags: '--held-out <path>',
      help: 'real pictures it has not seen; may be given several times (default: a tenth of --data)',
      repeatable: true,
    },
    { flags: '-n, --count <number>', help: 'faces to draw, of seeds from 0 up (default: 1000)' },
    { flags: '-o, --out <folder>', help: 'write evaluation.json and a page, index.html, there' },
    {
      flags: '--compare <name=model>',
      help: 'another model to measure beside it; may be given several times',
      repeatable: true,
    },
    {
      flags: '--show-training',
      help: 'put the nearest training pictures on the page (default: the page has no real picture)',
    },
    { flags: '--json', help: 'print everything as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const count = integerOption(options, 'count', 16)
    const compare = ((options['compare'] as string[] | undefined) ?? []).map(parseNamed)
    const { evaluateModel } = await optionalPackage(import('../evaluate/evaluate-model.ts'))
    const { summaryTable } = await import('../evaluate/summary-table.ts')
    const out = options['out'] as string | undefined
    const report = await evaluateModel({
      model: operands[0],
      data: (options['data'] as string[] | undefined) ?? [],
      heldOut: (options['heldOut'] as string[] | undefined) ?? [],
      count,
      compare,
      out,
      showTraining: options['showTraining'] === true,
      signal: terminal.signal,
      onMessage: (message) => terminal.progress(message),
    })
    terminal.settle()
    if (out !== undefined) terminal.note(`The page: ${join(resolve(out), 'index.html')}\n`)
    terminal.print(options['json'] ? `${JSON.stringify(report, null, 2)}\n` : summaryTable(report))
  },
}

/** `old=./old-model` */
function parseNamed(text: string): { name: string; model: string } {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1)
    throw new InvalidOptionError('--compare', 'a name, = and a model, such as old=./old-model', text)
  return { name: text.slice(0, at), model: text.slice(at + 1) }
}
