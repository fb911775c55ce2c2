import { InvalidOptionError } from '@facegan/core'
import { join, resolve } from 'node:path'
import { createColors } from 'picocolors'
import type { Command } from '../command.ts'
import { integerOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const recognizeBenchmark: Command = {
  name: 'benchmark',
  summary: 'Measure recognisers on pictures of known people: which finds the right person, at what cost',
  examples: [
    'facegan recognize benchmark people',
    'facegan recognize benchmark orl.tar:1,3,5 lfw.tar:5,10/10 --open-set --out table   # two sets, each split its way',
    'facegan recognize benchmark people --methods eigenfaces,lbp-lda --seeds 3 --json',
  ],
  arguments: [
    [
      '<data...>',
      'folders, .tar or .zip with a folder for each person; PATH:1,3,5 learns from 1, 3 and 5 pictures of each, PATH:5/10 tests at most 10 others, NAME=PATH names it',
    ],
  ],
  options: [
    {
      flags: '--methods <names>',
      help: 'recognisers, such as eigenfaces,lbp-lda,cnn-cosface (default: all that learn within seconds)',
    },
    {
      flags: '--per-person <numbers>',
      help: 'pictures of each person to learn from, for data that does not say (default: 1,3,5 as far as there are more)',
    },
    {
      flags: '--test-per-person <number>',
      help: 'at most so many other pictures of each are tested (default: all of them)',
    },
    { flags: '--seeds <number>', help: 'random splits, of seeds from 0 up (default: 10)' },
    { flags: '--open-set', help: 'also verify strangers: learn from every other person, try it on the rest' },
    {
      flags: '--choose [folds]',
      help: 'also choose a method by its training pictures alone, in so many folds (default: 3); takes that many times as long',
    },
    { flags: '--size <pixels>', help: 'side to which pictures are brought (default: 64)' },
    {
      flags: '-o, --out <folder>',
      help: 'keep finished measurements there, go on where they stopped, and write a page, index.html',
    },
    { flags: '--json', help: 'print everything as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const perPerson = countsOption(options['perPerson'])
    const testPerPerson = integerOption(options, 'testPerPerson', 1)
    const seeds = integerOption(options, 'seeds', 1) ?? 10
    const chooseFolds = options['choose'] === true ? 3 : (integerOption(options, 'choose', 1) ?? 0)
    const size = integerOption(options, 'size', 16)
    const out = options['out'] === undefined ? undefined : resolve(String(options['out']))
    const { runBenchmarkCommand } = await optionalPackage(import('../recognize/run-benchmark-command.ts'))
    const { benchmarkTable } = await import('../recognize/benchmark-table.ts')
    const report = await runBenchmarkCommand({
      data: operands,
      methods: (options['methods'] as string | undefined)?.split(',').map((name) => name.trim()),
      perPerson,
      testPerPerson,
      seeds,
      openSet: options['openSet'] === true,
      chooseFolds,
      size,
      out,
      signal: terminal.signal,
      onProgress: (line) => terminal.progress(line),
      onMessage: (message) => terminal.note(`${message}\n`),
    })
    terminal.clear()
    if (out !== undefined) terminal.note(`The page: ${join(out, 'index.html')}\n`)
    const { bold, isColorSupported } = createColors(terminal.onScreen && !process.env['NO_COLOR'])
    terminal.print(
      options['json']
        ? `${JSON.stringify(report, null, 2)}\n`
        : benchmarkTable(report, isColorSupported ? bold : undefined),
    )
  },
}

/** `1,3,5` */
function countsOption(text: unknown): number[] | undefined {
  if (text === undefined) return undefined
  const counts = String(text).split(',').map(Number)
  if (counts.every((count) => Number.isInteger(count) && count >= 1)) return counts
  throw new InvalidOptionError('--per-person', 'whole numbers from 1 up, such as 1,3,5', text)
}
