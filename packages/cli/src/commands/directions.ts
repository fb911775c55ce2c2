import { InvalidOptionError } from '@facegan/core'
import type { Command } from '../command.ts'
import type { DirectionsReport } from '../directions/compute-directions.ts'
import { integerOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const directions: Command = {
  name: 'directions',
  summary: 'Find what can be edited, such as smile and age, and write it into a model',
  examples: [
    'facegan directions model                             # into model/facegan.json',
    'facegan directions model --sheet directions.webp     # and a picture of what they do',
    'facegan directions run --out directions.json         # of a run, or beside a model',
  ],
  arguments: [['<model>', 'a run folder or a model folder']],
  options: [
    { flags: '-n, --count <number>', help: 'faces that named directions are fitted to (default: 5000)' },
    { flags: '--tested <number>', help: 'faces that every direction is tested on (default: 200)' },
    { flags: '--closed-form <number>', help: 'directions taken from the weights, nameless (default: 5)' },
    { flags: '-s, --seed <seed>', help: 'of the first face; the others follow (default: 0)' },
    { flags: '-o, --out <file>', help: 'write a JSON file instead of into the model' },
    { flags: '--sheet <file>', help: 'a .webp or .png: a row a direction and face, a column a step' },
    { flags: '--json', help: 'print the whole report as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const count = integerOption(options, 'count', 1) ?? 5000
    if (count > 1_000_000) throw new InvalidOptionError('--count', 'at most 1000000', count)
    const tested = integerOption(options, 'tested', 1) ?? 200
    if (tested > 10_000) throw new InvalidOptionError('--tested', 'at most 10000', tested)
    const closedForm = integerOption(options, 'closedForm', 0) ?? 5
    const seed = integerOption(options, 'seed', 0) ?? 0
    if (seed >= 2 ** 32) throw new InvalidOptionError('--seed', 'at most 4294967295', seed)
    const sheet = options['sheet'] as string | undefined
    if (sheet !== undefined && !/\.(webp|png)$/i.test(sheet))
      throw new InvalidOptionError('--sheet', 'a file ending in .webp or .png', sheet)
    const { computeDirections } = await optionalPackage(import('../directions/compute-directions.ts'))
    const report = await computeDirections({
      source: operands[0],
      out: options['out'] as string | undefined,
      sheet,
      count,
      tested,
      closedForm,
      seed,
      signal: terminal.signal,
      onMessage: (message) => terminal.progress(message),
    })
    terminal.settle()
    terminal.print(options['json'] ? `${JSON.stringify(report, null, 2)}\n` : textOf(report))
  },
}

function textOf(report: DirectionsReport): string {
  const { model, count, leftOut, unpredictable, directions: found, written } = report
  const lines = [
    `${model}, ${count.toLocaleString('en')} faces, ${leftOut.toLocaleString('en')} left out: no single face was found in them`,
    '',
    'direction   range         fit     one step changes (in deviations of each label)',
    ...found.map(({ name, range: [low, high], effect = {} }) => {
      const { fit, correlation: _, eigenvalue: __, ...changes } = effect
      const shown = Object.entries(changes).map(([label, change]) => `${label} ${signed(change)}`)
      const told = fit === undefined ? '' : fit.toFixed(2)
      return `${name.padEnd(12)}${`${low} to ${high}`.padEnd(14)}${told.padEnd(8)}${shown.join('  ')}`
    }),
  ]
  for (const name of unpredictable) lines.push(`${name.padEnd(12)}left out: latents hardly tell this label`)
  return `${[...lines, '', 'Labels are guesses of classifiers about pictures.', ...written].join('\n')}\n`
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(2)}`
}
