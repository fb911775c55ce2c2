import { readFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { newestCheckpoint, RunFolder, RunFolderError, type RunRecord } from '@facegan/trainer'
import { exists } from './exists.ts'
import type { GeneratorChoice } from '../generator-choice.ts'

/** What a path means: a folder with a layers model, and the run that it came from, if any. */
export interface ModelSource {
  readonly model: string
  readonly run?: { readonly record: RunRecord; readonly imagesSeen: number; readonly minutes: number }
}

/**
 * @param path a run folder, a folder with `model.json`, or that file
 * @throws RunFolderError when it is none of them
 */
export async function findSource(path: string, which: GeneratorChoice): Promise<ModelSource> {
  const place = resolve(path)
  if (basename(place) === 'model.json' && (await exists(place))) return { model: dirname(place) }
  if (await exists(join(place, 'model.json'))) return { model: place }
  if (!(await exists(join(place, 'config.json'))))
    throw new RunFolderError(
      `${place} is neither a run nor a tfjs layers model: it has no config.json and no model.json.`,
      'give the --out of `facegan train`, or a folder with model.json and its weights',
    )
  const run = new RunFolder(place)
  const record = await run.open()
  if (which === 'best') return bestOf(run, record)
  const checkpoint = await newestCheckpoint(run.checkpoints)
  if (!checkpoint)
    throw new RunFolderError(
      `${place} has no checkpoint yet.`,
      `train first: facegan train --resume --out ${path}`,
    )
  const state = JSON.parse(await readFile(join(checkpoint, 'state.json'), 'utf8'))
  return {
    model: join(checkpoint, which === 'ema' ? 'ema' : 'generator'),
    run: { record, imagesSeen: state.imagesSeen, minutes: state.seconds / 60 },
  }
}

async function bestOf(run: RunFolder, record: RunRecord): Promise<ModelSource> {
  if (!(await exists(run.best)))
    throw new RunFolderError(
      `${run.path} has no evaluation yet, so no best generator.`,
      'train on (`--evaluate-every` says how often), or export --generator ema',
    )
  const { step, kimg } = JSON.parse(await readFile(join(run.best, 'evaluation.json'), 'utf8'))
  const log = (await readFile(run.log, 'utf8')).trimEnd().split('\n')
  const line = log.map((text) => JSON.parse(text)).find((entry) => entry.step === step)
  return {
    model: join(run.best, 'ema'),
    run: { record, imagesSeen: kimg * 1000, minutes: (line?.seconds ?? 0) / 60 },
  }
}
