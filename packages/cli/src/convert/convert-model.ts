import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { compareOutput, type OutputDifference } from './compare.ts'
import { ConversionProofError, ConvertError } from './convert-error.ts'
import { fetchModel, isAddress } from './fetch-model.ts'
import { isKerasFile } from './keras-file.ts'
import type { PixelFormat } from './pixel-format.ts'
import { comparePixels, originalInput } from './pixels.ts'
import { proofInputs, type ConvertedInput } from './proof-inputs.ts'
import { runConverter } from './run-converter.ts'

export type Storage = 'float32' | 'float16' | 'int8'

/** How far apart --verify lets outputs be by default, relative to the largest. */
const tolerances: Readonly<Record<Storage, number>> = { float32: 1e-5, float16: 1e-2, int8: 1e-1 }

export interface ConvertOptions {
  /** `model.json`, its folder or its address; or a Keras file. */
  readonly model: string
  /** The ONNX file to write; an older one is replaced. */
  readonly out: string
  readonly opset: number
  readonly weights: Storage
  /** The type of what float16 does well; the rest is float32. */
  readonly compute: 'float32' | 'float16'
  /** `name=224,224,3`, sizes of inputs that the model leaves open. */
  readonly shapes: readonly string[]
  /** Python files that register layers. */
  readonly custom: readonly string[]
  readonly licence?: string | undefined
  /** `input_1=rgba8,0..1`: inputs and outputs that are pictures. */
  readonly inputPixels: readonly string[]
  readonly outputPixels: readonly string[]
  /** Run original and conversion, and compare. */
  readonly verify: boolean
  /** Largest difference allowed, relative to the largest output. @default by how weights are stored, and what computes */
  readonly tolerance?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onMessage?: ((message: string) => void) | undefined
}

export interface ConvertedOutput {
  readonly name: string
  readonly shape: readonly (number | 'N' | null)[]
  /** Where it is a picture. */
  readonly pixels?: PixelFormat
}

/** How far an output is from that of the float32 conversion. */
export interface Drift {
  readonly name: string
  readonly largest: number
  readonly mean: number
  /** The largest number of the float32 conversion. */
  readonly largestOutput: number
  /** Pictures in bytes are compared in levels. */
  readonly unit: 'levels' | null
}

/** What the Python tool says of the file it wrote. */
export interface ConversionReport {
  readonly inputs: readonly ConvertedInput[]
  readonly outputs: readonly ConvertedOutput[]
  readonly opset: number
  readonly nodes: Readonly<Record<string, number>>
  readonly parameters: number
  readonly notes: readonly string[]
  /** Of each output, on seeded inputs, where precision is lower. */
  readonly drift: readonly Drift[]
  readonly bytes: number
  readonly sha256: string
}

export interface ConversionResult {
  readonly path: string
  readonly report: ConversionReport
  /** One for each output; undefined without `verify`. */
  readonly differences?: readonly OutputDifference[]
}

/**
 * Converts a TensorFlow.js layers model to ONNX; the file appears under its name when it is whole and, if asked for,
 * proved.
 *
 * @throws ConvertError, ConversionProofError
 */
export async function convertModel(options: ConvertOptions): Promise<ConversionResult> {
  const { verify, signal, onMessage = () => {} } = options
  const out = resolve(options.out)
  if (await isFolder(out))
    throw new ConvertError(`${out} is a folder.`, 'give the name of a file: --out model.onnx')
  if (!(await isFolder(dirname(out))))
    throw new ConvertError(`There is no folder ${dirname(out)}.`, 'make it first')
  const working = `${out}.converting-${process.pid}`
  try {
    await mkdir(working)
    const file = join(working, 'model.onnx')
    const model = isAddress(options.model)
      ? await fetchModel(options.model, join(working, 'source'), { signal, onMessage })
      : options.model
    onMessage('Converting …')
    const report = await convert({ ...options, model }, file, join(working, 'report.json'))
    let differences: readonly OutputDifference[] | undefined
    if (verify) {
      onMessage('Running original and conversion …')
      differences = await prove({ ...options, model }, file, report)
    }
    signal?.throwIfAborted()
    await rename(file, out)
    return { path: out, report, ...(differences && { differences }) }
  } finally {
    await rm(working, { recursive: true, force: true })
  }
}

async function convert(options: ConvertOptions, file: string, report: string): Promise<ConversionReport> {
  const { model, opset, weights, compute, shapes, custom, licence, inputPixels, outputPixels, signal } =
    options
  const pixels = { 'input-pixels': inputPixels, 'output-pixels': outputPixels }
  const settings = {
    opset: [String(opset)],
    weights: [weights],
    compute: [compute],
    shape: shapes,
    custom,
    licence,
    ...pixels,
  }
  const flags = Object.entries(settings).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => `--${name}=${value}`),
  )
  await runConverter(['convert', model, file, '--quiet', '--report', report, ...flags], signal)
  return JSON.parse(await readFile(report, 'utf8'))
}

async function prove(
  { model, weights, compute, tolerance, custom }: ConvertOptions,
  file: string,
  { inputs, outputs }: ConversionReport,
): Promise<readonly OutputDifference[]> {
  if (custom.length > 0)
    throw new ConvertError(
      'TensorFlow.js does not know layers of your own, so the original cannot be run here.',
      'convert without --verify, and compare where your layers are registered',
    )
  if (await isKerasFile(model))
    throw new ConvertError(
      '--verify compares with TensorFlow.js, and this is a Keras file, which it cannot read.',
      'convert without --verify: what a Keras file gives was compared with Keras, layer by layer, in our tests',
    )
  const { runOriginal } = await import('./run-original.ts')
  const { runConverted } = await import('./run-converted.ts')
  const fed = proofInputs(inputs)
  const expected = await runOriginal(
    model,
    fed.map((input, place) => {
      const { pixels } = inputs[place]!
      return pixels ? originalInput(input, pixels) : input
    }),
  )
  const actual = await runConverted(file, fed)
  const allowed = tolerance ?? Math.max(tolerances[weights], tolerances[compute])
  const differences = outputs.map(({ pixels }, place) =>
    pixels
      ? comparePixels(expected[place]!, actual[place]!, pixels, allowed)
      : compareOutput(expected[place]!, actual[place]!, allowed),
  )
  if (!differences.every(({ largest, allowed }) => largest <= allowed))
    throw new ConversionProofError(
      differences,
      compute === 'float16' || weights !== 'float32'
        ? 'lower precision rounds: convert without --compute and --weights, or allow more with --tolerance'
        : 'this is a bug in the converter: please report it with the model and the numbers above',
    )
  return differences
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
