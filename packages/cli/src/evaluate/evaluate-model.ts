import { basename, resolve } from 'node:path'
import { InvalidOptionError } from '@facegan/core'
import { evaluate } from '@facegan/trainer'
import { disposeFaceNetworks } from '@facegan/trainer/judge'
import { openModel, type OpenModel } from '../model/open-model.ts'
import { writeReport } from '../page/write-report.ts'
import { atSize } from './at-size.ts'
import { openDiscriminator, type Discriminator } from './discriminator.ts'
import { faceInstruments } from './face-instruments.ts'
import { loadRealPictures, type RealPictures } from './real-pictures.ts'
import type { Report } from './report.ts'
import { reportPage } from './report-page.ts'
import { drawSheets, type Sheets } from './sheets.ts'

export interface EvaluateModelOptions {
  /** What `openModel` takes. */
  readonly model: string
  /** Folders and tars of the pictures it learned from. @default those of the run, where the model is one */
  readonly data: readonly string[]
  /** Folders and tars of real pictures that it did not learn from. @default a tenth of `data` */
  readonly heldOut: readonly string[]
  /** Faces to draw. */
  readonly count?: number | undefined
  readonly compare: readonly { readonly name: string; readonly model: string }[]
  /** Folder for `evaluation.json` and `index.html`. */
  readonly out?: string | undefined
  /** Whether the page may show training pictures. */
  readonly showTraining: boolean
  readonly signal?: AbortSignal | undefined
  readonly onMessage: (message: string) => void
}

/**
 * Opens, measures, writes.
 *
 * @throws whatever `openModel`, `loadDataset` and `evaluate` throw
 */
export async function evaluateModel(options: EvaluateModelOptions): Promise<Report> {
  const { signal, onMessage, heldOut } = options
  const models: OpenModel[] = []
  let discriminator: Discriminator | undefined
  try {
    const model = await openModel(options.model)
    models.push(model)
    const compare = []
    for (const { name, model: other } of options.compare) {
      const opened = await openModel(other)
      models.push(opened)
      compare.push({ name, generate: atSize(opened, model.size) })
    }
    const data =
      options.data.length > 0 ? options.data : (model.run?.record.data.map(({ path }) => path) ?? [])
    if (data.length === 0)
      throw new InvalidOptionError('--data', 'the pictures that the model learned from', undefined)

    onMessage('Reading pictures …')
    const real = await loadRealPictures(data, heldOut, {
      size: model.size,
      batchSize: model.run?.record.config.batchSize ?? 1,
      signal,
    })
    discriminator = model.run && (await openDiscriminator(model.run.checkpoint, model.size, onMessage))
    const evaluation = await evaluate({
      ...real,
      ...(await faceInstruments(model.size, onMessage)),
      generate: model.generate,
      discriminate: discriminator?.discriminate,
      compare,
      size: model.size,
      count: options.count,
      signal,
      onMessage,
    })
    const { name, sha256, kimg } = model
    const report: Report = {
      model: { name, sha256, kimg },
      data: { training: data.map((path) => basename(path)), heldOut: heldOut.map((path) => basename(path)) },
      created: new Date().toISOString(),
      evaluation,
    }
    if (options.out !== undefined) {
      onMessage('Drawing the page …')
      const sheets = await sheetsOf(model, real, report, options.showTraining)
      await writeReport(resolve(options.out), 'evaluation', report, reportPage(report, sheets))
    }
    return report
  } finally {
    await disposeFaceNetworks()
    discriminator?.dispose()
    for (const model of models) await model.dispose()
  }
}

function sheetsOf(
  model: OpenModel,
  real: RealPictures,
  { evaluation }: Report,
  showTraining: boolean,
): Promise<Sheets> {
  const closest = evaluation.spaces.at(-1)?.scores[0].memorisation?.closest ?? []
  return drawSheets(model, showTraining ? { training: real.training, closest } : undefined)
}
