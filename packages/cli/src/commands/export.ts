import type { Command } from '../command.ts'
import { generatorChoices, type GeneratorChoice } from '../generator-choice.ts'
import { numberOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const exportCommand: Command = {
  name: 'export',
  summary: 'Turn a run, or any tfjs layers model, into a model folder, with proof that it does the same',
  examples: [
    'facegan export run --out model',
    'facegan export run --out model --name my-faces --about about.json',
    'facegan export folder-with-model.json --out model --weights float32',
  ],
  arguments: [['<run>', 'a run folder, or a folder with a tfjs layers model (model.json)']],
  options: [
    { flags: '-o, --out <folder>', help: 'the model folder to make; must not exist', required: true },
    { flags: '--name <name>', help: "lower-case letters, digits and dashes (default: the folder's name)" },
    {
      flags: '--generator <which>',
      help: 'of a run: the averaged generator, the one of the best evaluation, or the last (default: ema)',
      choices: [...generatorChoices],
    },
    {
      flags: '--weights <type>',
      help: 'how weights are stored; float16 halves the file (default: float16)',
      choices: ['float16', 'float32'],
    },
    {
      flags: '--tolerance <levels>',
      help: 'largest difference between runtimes, in levels of 255 (default: 1)',
    },
    { flags: '--about <file>', help: 'JSON with version, licence, data and notes for the model card' },
    { flags: '--json', help: 'print the parity report as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const { exportModel } = await optionalPackage(import('../export/export-model.ts'))
    const result = await exportModel({
      source: operands[0],
      out: String(options['out']),
      name: options['name'] as string | undefined,
      generator: (options['generator'] ?? 'ema') as GeneratorChoice,
      weights: (options['weights'] ?? 'float16') as 'float16' | 'float32',
      toleranceLevels: numberOption(options, 'tolerance', -1) ?? 1,
      about: options['about'] as string | undefined,
      signal: terminal.signal,
      onMessage: (message) => terminal.progress(message),
    })
    terminal.settle()
    const { parity } = result
    if (options['json']) return terminal.print(`${JSON.stringify(parity, null, 2)}\n`)
    terminal.note(`Parity on seeds ${parity.seeds}, in levels of 255 (allowed: ${parity.toleranceLevels}):\n`)
    for (const { between, maxLevels, meanLevels } of parity.comparisons)
      terminal.note(
        `  ${between.join(' and ').padEnd(44)} largest ${maxLevels}, mean ${meanLevels.toFixed(4)}\n`,
      )
    if (parity.weightRounding) {
      const { maxLevels, meanLevels } = parity.weightRounding
      terminal.note(
        `  ${'weights rounded to float16, in tfjs'.padEnd(44)} largest ${maxLevels}, mean ${meanLevels.toFixed(4)}\n`,
      )
    }
    terminal.note(`Next: facegan generate --model ${options['out']} --count 16 --out faces.png\n`)
    terminal.print(`${result.path}\n`)
  },
}
