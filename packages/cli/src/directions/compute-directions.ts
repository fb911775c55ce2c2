import { join } from 'node:path'
import { FaceganError, manifestFileName, type Direction } from '@facegan/core'
import { findDirections } from '@facegan/trainer/directions'
import { exists } from '../model/exists.ts'
import { openModel } from '../model/open-model.ts'
import { directionSheet } from './direction-sheet.ts'
import { writeDirectionsFile, writeIntoManifest, writeSheet } from './write-directions.ts'

export interface ComputeDirectionsOptions {
  /** A run folder or a model folder. */
  readonly source: string
  /** A JSON file for the directions; without it they go into the model's manifest. */
  readonly out: string | undefined
  /** A .webp or .png to look at. */
  readonly sheet: string | undefined
  readonly count: number
  readonly tested: number
  readonly closedForm: number
  readonly seed: number
  readonly signal: AbortSignal
  readonly onMessage: (message: string) => void
}

export interface DirectionsReport {
  readonly model: string
  /** Of the weights that these directions belong to. */
  readonly sha256: string
  readonly count: number
  readonly seed: number
  /** Pictures left out of the fit, for no single face was found in them. */
  readonly leftOut: number
  /** Labels of which no direction could be made. */
  readonly unpredictable: readonly string[]
  readonly directions: readonly Direction[]
  /** Files that were written. */
  readonly written: readonly string[]
}

/**
 * Computes directions and writes them where they belong.
 *
 * @throws NoSourceError, and what `findDirections` and opening a run or a model throw
 */
export async function computeDirections(options: ComputeDirectionsOptions): Promise<DirectionsReport> {
  const { source: path, out, sheet, count, tested, closedForm, seed, signal, onMessage } = options
  const manifest = join(path, manifestFileName)
  const isRun = await exists(join(path, 'config.json'))
  if (!isRun && !(await exists(manifest))) throw new NoSourceError(path)
  const source = await openModel(path)
  try {
    const { size, latentSize, name, sha256 } = source
    const kernel = await source.kernel()
    if (!kernel) onMessage('no closed-form directions: the first layer is no dense one')
    const draw = (latents: Float32Array<ArrayBuffer>) => source.render(latents, signal)
    const { directions, leftOut, unpredictable } = await findDirections({
      draw,
      size,
      latentSize,
      kernel,
      count,
      tested,
      closedForm,
      seed,
      signal,
      onMessage,
    })
    const written: string[] = []
    const found = { model: name, sha256, count, seed, leftOut, unpredictable, directions }
    if (out !== undefined) written.push(await writeDirectionsFile(out, found))
    else if (!isRun) written.push(await writeIntoManifest(manifest, directions))
    if (sheet !== undefined) {
      onMessage('drawing the sheet')
      written.push(await writeSheet(sheet, await directionSheet(source, directions, sheet, signal)))
    }
    return { ...found, written }
  } finally {
    await source.dispose()
  }
}

/** The path holds neither a run nor a model. */
class NoSourceError extends FaceganError {
  constructor(path: string) {
    super('FACEGAN_NO_SOURCE', `${path} is neither a run folder nor a model folder.`, {
      hint: 'give the --out of `facegan train` or of `facegan export`',
    })
  }
}
