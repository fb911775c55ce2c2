import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import {
  checkManifest,
  InvalidOptionError,
  manifestFileName,
  manifestFormatVersion,
  sha256Of,
  type ModelManifest,
  type ParityReport,
} from '@facegan/core'
import { encodeSheet } from './samples-sheet.ts'
import { readAbout, type About } from './about.ts'
import { exists } from '../model/exists.ts'
import { ExportError, ParityError } from './export-error.ts'
import { findSource, type ModelSource } from '../model/find-source.ts'
import type { GeneratorChoice } from '../generator-choice.ts'
import { modelCard } from './model-card.ts'
import { checkParity } from './parity.ts'
import { runPythonTool } from './python-tool.ts'

export interface ExportOptions {
  /** A run folder, or a folder with a tfjs layers model. */
  readonly source: string
  /** The model folder to make; must not exist. */
  readonly out: string
  /** @default the folder's name */
  readonly name?: string | undefined
  readonly generator: GeneratorChoice
  readonly weights: 'float16' | 'float32'
  /** Largest difference between runtimes, in levels of 255. */
  readonly toleranceLevels: number
  /** Path of a JSON file; see `About`. */
  readonly about?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onMessage?: ((message: string) => void) | undefined
}

export interface ExportResult {
  readonly path: string
  readonly manifest: ModelManifest
  readonly parity: ParityReport
}

/**
 * Converts, proves, describes; the model folder appears under its name only when all of it is done.
 *
 * @throws ExportError, ParityError, RunFolderError
 */
export async function exportModel(options: ExportOptions): Promise<ExportResult> {
  const { weights, toleranceLevels, signal, onMessage = () => {} } = options
  const out = resolve(options.out)
  if (await exists(out)) throw new ExportError(`${out} exists already.`, 'choose another --out, or remove it')
  const name =
    options.name ??
    basename(out)
      .toLowerCase()
      .replace(/[ _.]+/g, '-')
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw new InvalidOptionError('--name', 'lower-case letters, digits and dashes', name)
  const source = await findSource(options.source, options.generator)
  const about = await readAbout(options.about)
  const working = `${out}.exporting-${process.pid}`
  try {
    await mkdir(join(working, 'model'), { recursive: true })
    const model = join(working, 'model')
    const reference = join(working, 'reference')

    onMessage('Converting to ONNX …')
    const report = await convert(source.model, working, weights, signal)
    const draft = await describeModel(name, join(model, 'generator.onnx'), report, weights, source, about)
    await writeManifest(model, draft)

    onMessage('Comparing tfjs, Python and Node on 64 faces …')
    const { report: parity, pixels } = await checkParity({
      original: source.model,
      reference,
      model,
      weights,
      toleranceLevels,
      signal,
    })
    if (parity.comparisons.some(({ maxLevels }) => maxLevels > toleranceLevels))
      throw new ParityError(parity.comparisons, toleranceLevels)

    const manifest = { ...draft, parity }
    await writeManifest(model, manifest)
    await writeFile(join(model, 'MODEL_CARD.md'), modelCard(manifest, about))
    await writeFile(join(model, 'samples.webp'), await encodeSheet(pixels, manifest))
    await rm(join(model, 'latents.f32'))
    await rm(join(model, 'pixels.bin'))
    await rename(model, out)
    return { path: out, manifest, parity }
  } finally {
    await rm(working, { recursive: true, force: true })
  }
}

/** What the Python tool reports of the graph it wrote. */
interface ConversionReport {
  readonly input: { readonly name: string; readonly shape: readonly (number | string)[] }
  readonly output: { readonly name: string; readonly shape: readonly (number | string)[] }
}

async function convert(
  model: string,
  working: string,
  weights: 'float16' | 'float32',
  signal?: AbortSignal,
): Promise<ConversionReport> {
  const report = join(working, 'report.json')
  await runPythonTool(
    [
      'export',
      join(model, 'model.json'),
      join(working, 'model', 'generator.onnx'),
      '--input-name',
      'z',
      '--output-name',
      'rgba',
      '--pixels',
      'rgba8',
      '--weights',
      weights,
      '--reference',
      join(working, 'reference'),
      '--report',
      report,
      '--quiet',
    ],
    signal,
  )
  return JSON.parse(await readFile(report, 'utf8'))
}

async function describeModel(
  name: string,
  onnx: string,
  { input, output }: ConversionReport,
  weights: 'float16' | 'float32',
  { run }: ModelSource,
  about: About,
): Promise<ModelManifest> {
  const bytes = new Uint8Array(await readFile(onnx))
  const [, height, width] = output.shape
  const training = run && {
    preset: run.record.config.preset,
    imagesSeen: run.imagesSeen,
    minutes: Number(run.minutes.toFixed(1)),
    data: run.record.data.map(({ path, pictures }, i) => ({
      name: about.data[i]?.name ?? basename(path),
      pictures,
      licence: about.data[i]?.licence ?? 'unspecified',
      ...(about.data[i]?.credit ? { credit: about.data[i].credit } : {}),
    })),
  }
  return checkManifest(
    {
      format: 'facegan-model',
      formatVersion: manifestFormatVersion,
      name,
      version: about.version,
      licence: about.licence,
      files: {
        generator: { path: 'generator.onnx', bytes: bytes.byteLength, sha256: await sha256Of(bytes) },
      },
      latent: { size: input.shape[1], distribution: 'normal' },
      image: { width, height, channels: 3 },
      input: { name: input.name },
      output: { name: output.name, encoding: 'packed-rgba' },
      weights,
      ...(training ? { training } : {}),
    },
    'the export',
  )
}

async function writeManifest(folder: string, manifest: ModelManifest): Promise<void> {
  await writeFile(join(folder, manifestFileName), `${JSON.stringify(manifest, null, 2)}\n`)
}
