import { extname } from 'node:path'
import { InvalidOptionError } from '@facegan/core'
import type { Command, Invocation } from '../command.ts'
import type { Wishes } from '../describe/description.ts'
import { numberOption } from '../number-option.ts'

export const modelsDescribe: Command = {
  name: 'describe',
  summary: 'Say what a model is; propose the manifest of an ONNX file from elsewhere',
  examples: [
    'facegan models describe faces-64',
    'facegan models describe generator.onnx                         # what it seems to be',
    'facegan models describe generator.onnx --out model             # a folder that --model takes',
    'facegan models describe gan.onnx --set label=3 --size 28x28 --range 0,1 --out model',
  ],
  arguments: [['<model>', 'an .onnx file; or a built-in name, folder or URL']],
  options: [
    { flags: '-o, --out <folder>', help: 'the model folder to make of an .onnx file; must not exist' },
    { flags: '--name <name>', help: "lower-case letters, digits and dashes (default: the file's name)" },
    { flags: '--latent <name>', help: 'the input that is the latent z (default: guessed)' },
    { flags: '--output <name>', help: 'the output that is the picture (default: guessed)' },
    {
      flags: '--set <name=value>',
      help: 'feed another input the same number for every face, or normal for noise of each',
      repeatable: true,
    },
    { flags: '--size <width>x<height>', help: 'of a flat picture (default: square)' },
    {
      flags: '--layout <layout>',
      help: 'where colours are (default: from the shape)',
      choices: ['NCHW', 'NHWC'],
    },
    { flags: '--range <low,high>', help: 'what black and full colour are (default: from eight faces)' },
    { flags: '--timeout <seconds>', help: 'how long an .onnx file may take (default: 120)' },
    { flags: '--json', help: 'print the manifest, and what it rests on, as JSON' },
  ],
  async run(invocation) {
    const { operands, options, terminal } = invocation
    if (extname(operands[0]).toLowerCase() === '.onnx') return describeFile(invocation, wishesOf(options))
    const { readModel } = await import('@facegan/node')
    const { manifest, integrity } = await readModel({ model: operands[0], signal: terminal.signal })
    const { modelText } = await import('../describe/text.ts')
    terminal.print(
      options['json']
        ? `${JSON.stringify({ integrity, manifest }, null, 2)}\n`
        : modelText(manifest, integrity),
    )
  },
}

async function describeFile({ operands, options, terminal }: Invocation, wishes: Wishes): Promise<void> {
  const name = options['name'] as string | undefined
  if (name !== undefined && !/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw new InvalidOptionError('--name', 'lower-case letters, digits and dashes', name)
  const seconds = numberOption(options, 'timeout') ?? 120
  if (seconds > 86_400) throw new InvalidOptionError('--timeout', 'at most 86400 seconds', seconds)
  const { describeOnnx } = await import('../describe/describe-onnx.ts')
  terminal.progress('Drawing a few faces …')
  const found = await describeOnnx(operands[0], {
    wishes,
    name,
    timeoutMs: seconds * 1000,
    signal: terminal.signal,
  })
  terminal.clear()
  const { manifest, findings } = found
  const { findingsText } = await import('../describe/text.ts')
  const say = options['json'] ? () => {} : options['out'] === undefined ? terminal.print : terminal.note
  say(findingsText(found, terminal.color))
  if (options['json']) terminal.print(`${JSON.stringify({ manifest, findings }, null, 2)}\n`)
  const out = options['out'] as string | undefined
  if (out === undefined)
    return terminal.note(
      `Next: facegan models describe ${operands[0]} --out model   # a folder that --model takes\n`,
    )
  const { writeModelFolder } = await import('../describe/model-folder.ts')
  const folder = await writeModelFolder(operands[0], found, out)
  terminal.note(`Next: facegan generate --model ${out} --count 16 --out faces.png   # and look at them\n`)
  if (!options['json']) terminal.print(`${folder}\n`)
}

function wishesOf(options: Invocation['options']): Wishes {
  const size = /^(\d+)x(\d+)$/.exec(String(options['size'] ?? ''))
  if (options['size'] !== undefined && !size)
    throw new InvalidOptionError('--size', 'a width and a height, such as 28x28', options['size'])
  const range = options['range'] === undefined ? undefined : String(options['range']).split(',').map(Number)
  if (range && !(range.length === 2 && range.every(Number.isFinite) && range[0] < range[1]))
    throw new InvalidOptionError('--range', 'two numbers, the lower first, such as -1,1', options['range'])
  return {
    latent: options['latent'] as string | undefined,
    output: options['output'] as string | undefined,
    layout: options['layout'] as Wishes['layout'],
    size: size ? { width: Number(size[1]), height: Number(size[2]) } : undefined,
    range: range && [range[0], range[1]],
    set: Object.fromEntries(((options['set'] ?? []) as string[]).map(settingOf)),
  }
}

function settingOf(text: string): [string, number | 'normal'] {
  const [, name, value] = /^(.+)=([^=]+)$/.exec(text) ?? []
  const number = value === 'normal' ? value : Number(value)
  if (name === undefined || (number !== 'normal' && !Number.isFinite(number)))
    throw new InvalidOptionError('--set', 'an input and its value, such as label=3 or noise=normal', text)
  return [name, number]
}
