import { join, resolve } from 'node:path'
import type { Command } from '../command.ts'
import { integerOption, numberOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const recognizeExperiment: Command = {
  name: 'experiment',
  summary: 'Measure whether generated faces help a recogniser, beside controls that need no GAN',
  examples: [
    'facegan recognize experiment lfw.tar:5/10 --quick --others portraits.tar --unseen orl.tar --out experiment',
    'facegan recognize experiment lfw.tar:5,10/10 orl.tar:1,3,5 --others portraits.tar --out experiment   # every arm',
    'facegan recognize experiment people --model ./my-model --arms baseline,outliers-generated --seeds 5',
  ],
  arguments: [
    [
      '<data...>',
      'folders, .tar or .zip with a folder for each person; PATH:5,10/10 learns from 5 and 10 pictures of each and tests at most 10 others, NAME=PATH names it',
    ],
  ],
  options: [
    { flags: '--quick', help: 'the nine arms that answer the question soonest, rather than all of them' },
    { flags: '--arms <names>', help: 'those arms, such as baseline,outliers-generated' },
    {
      flags: '-m, --model <model>',
      help: 'the generator: a built-in name, folder, URL or run (default: faces-64)',
    },
    {
      flags: '--others <path>',
      help: 'photographs of people in none of the data, cropped as it is, for the control of real strangers',
    },
    {
      flags: '--unseen <path>',
      help: 'people of whom nothing is learned, a folder for each: features are judged on them',
    },
    { flags: '--seeds <number>', help: 'random splits, of seeds from 0 up, 2 to 20 (default: 10)' },
    { flags: '--steps <number>', help: 'of each network, 48 real pictures each (default: 800)' },
    {
      flags: '--own-gan-kimg <number>',
      help: "thousands of pictures that a split's own GAN is shown (default: 20)",
    },
    { flags: '--jobs <number>', help: 'networks that learn at once, a core each (default: all cores)' },
    {
      flags: '-o, --out <folder>',
      help: 'keep finished networks there, go on where they stopped, and write a page, index.html',
    },
    { flags: '--report', help: 'train nothing: the page of what is finished in --out' },
    { flags: '--json', help: 'print everything as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const out = options['out'] === undefined ? undefined : resolve(String(options['out']))
    const { runExperimentCommand } = await optionalPackage(import('../recognize/run-experiment-command.ts'))
    const { experimentTable } = await import('../recognize/experiment-table.ts')
    const report = await runExperimentCommand({
      data: operands,
      model: String(options['model'] ?? 'faces-64'),
      quick: options['quick'] === true,
      arms: (options['arms'] as string | undefined)?.split(',').map((name) => name.trim()),
      others: options['others'] as string | undefined,
      unseen: options['unseen'] as string | undefined,
      seeds: integerOption(options, 'seeds', 2),
      steps: integerOption(options, 'steps', 1),
      ownGanKimg: numberOption(options, 'ownGanKimg'),
      jobs: integerOption(options, 'jobs', 1),
      onlyFinished: options['report'] === true,
      out,
      signal: terminal.signal,
      onProgress: (line) => terminal.progress(line),
      onMessage: (message) => terminal.note(`${message}\n`),
    })
    terminal.clear()
    if (out !== undefined) terminal.note(`The page: ${join(out, 'index.html')}\n`)
    terminal.print(options['json'] ? `${JSON.stringify(report, null, 2)}\n` : experimentTable(report))
  },
}
