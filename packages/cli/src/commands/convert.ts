import { InvalidOptionError } from '@facegan/core'
import type { Storage } from '../convert/convert-model.ts'
import type { Command } from '../command.ts'
import { integerOption, numberOption } from '../number-option.ts'
import { optionalPackage } from '../optional-package.ts'

export const convert: Command = {
  name: 'convert',
  summary: 'Turn a TensorFlow.js layers model or a Keras file into an ONNX file, faithful or refused',
  examples: [
    'facegan convert model.json --out model.onnx --verify    # run both, and compare every output',
    'facegan convert folder --out model.onnx --weights float16',
    'facegan convert https://example.org/model/model.json --out model.onnx --verify',
    'facegan convert model.keras --out model.onnx',
    'facegan convert model.json --out faces.onnx --output-pixels rgba8,-1..1    # bytes, not numbers, come out',
    'facegan convert model.json --out model.onnx --shape input_1=224,224,3 --opset 21',
  ],
  arguments: [
    ['<model>', 'model.json of a layers model, its folder or its address; or a Keras file: .keras, .h5'],
  ],
  options: [
    { flags: '-o, --out <file>', help: 'the ONNX file to write; an older one is replaced', required: true },
    {
      flags: '--verify',
      help: 'run the original in TensorFlow.js and compare; a failed proof leaves no file',
    },
    { flags: '--opset <number>', help: 'ONNX operator set, 13 to 21 (default: 17)' },
    {
      flags: '--weights <type>',
      help: 'how large weights are stored; float16 halves the file, int8 quarters it (default: float32)',
      choices: ['float32', 'float16', 'int8'],
    },
    {
      flags: '--compute <type>',
      help: 'float16: what it does well, for devices that have it; inputs and outputs stay float32 (default: float32)',
      choices: ['float32', 'float16'],
    },
    {
      flags: '--shape <name=sizes>',
      help: 'sizes of an input that the model leaves open, batch left out; may be given several times',
      repeatable: true,
    },
    {
      flags: '--custom <file>',
      help: 'Python file that registers layers of your own; it is run; may be given several times',
      repeatable: true,
    },
    {
      flags: '--input-pixels <name=format>',
      help: 'a picture that the model takes, as bytes: uint8 or rgba8, and what 0 to 255 are in the model, such as rgba8,-1..1; the name may be left out where there is one',
      repeatable: true,
    },
    {
      flags: '--output-pixels <name=format>',
      help: 'a picture that the model gives, likewise',
      repeatable: true,
    },
    { flags: '--licence <id>', help: "SPDX identifier for the file's metadata" },
    {
      flags: '--tolerance <number>',
      help: 'largest difference --verify allows, relative to the largest output (default: 1e-5, float16: 1e-2, int8: 1e-1)',
    },
    { flags: '--json', help: 'print what was converted and compared as JSON' },
  ],
  async run({ operands, options, terminal }) {
    const opset = integerOption(options, 'opset', 13) ?? 17
    if (opset > 21) throw new InvalidOptionError('--opset', 'a whole number from 13 to 21', options['opset'])
    const { convertModel } = await optionalPackage(import('../convert/convert-model.ts'))
    const { path, report, differences } = await convertModel({
      model: operands[0]!,
      out: String(options['out']),
      opset,
      weights: (options['weights'] ?? 'float32') as Storage,
      compute: (options['compute'] ?? 'float32') as 'float32' | 'float16',
      shapes: (options['shape'] as string[] | undefined) ?? [],
      custom: (options['custom'] as string[] | undefined) ?? [],
      inputPixels: (options['inputPixels'] as string[] | undefined) ?? [],
      outputPixels: (options['outputPixels'] as string[] | undefined) ?? [],
      licence: options['licence'] as string | undefined,
      verify: options['verify'] === true,
      tolerance: numberOption(options, 'tolerance'),
      signal: terminal.signal,
      onMessage: (message) => terminal.progress(message),
    })
    terminal.settle()
    if (options['json'])
      return terminal.print(`${JSON.stringify({ path, ...report, differences }, null, 2)}\n`)
    for (const note of report.notes) terminal.note(`note: ${note}\n`)
    terminal.note(`${list(report.inputs)} -> ${list(report.outputs)}\n`)
    const nodes = Object.entries(report.nodes).map(([name, count]) => `${count} ${name}`)
    terminal.note(
      `${report.parameters.toLocaleString('en')} parameters, ${report.bytes.toLocaleString('en')} bytes, opset ${report.opset}: ${nodes.join(', ')}\n`,
    )
    for (const { name, largest, mean, largestOutput, unit } of report.drift)
      terminal.note(
        `  ${name.padEnd(32)} drift from float32 ${largest.toExponential(1)}, mean ${mean.toExponential(1)}, of ${largestOutput.toPrecision(3)}${unit ? ` ${unit}` : ''}\n`,
      )
    for (const { name, largest, mean, allowed, levels } of differences ?? []) {
      const apart = levels
        ? `; at most ${levels.largest} of 255 levels apart, ${(100 * levels.differing).toFixed(2)} % differ`
        : ''
      terminal.note(
        `  ${name.padEnd(32)} largest difference ${largest.toExponential(1)}, mean ${mean.toExponential(1)}, allowed ${allowed.toExponential(1)}${apart}\n`,
      )
    }
    terminal.print(`${path}\n`)
  },
}

/** `input_1 [N,224,224,3], mask [N,?]` */
function list(tensors: readonly { readonly name: string; readonly shape: readonly unknown[] }[]): string {
  return tensors
    .map(({ name, shape }) => `${name} [${shape.map((size) => size ?? '?').join(',')}]`)
    .join(', ')
}
