import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { NativeOptimizer } from '@facegan/tfjs-native'
import * as v from 'valibot'
import { RunFolderError } from '../errors.ts'
import type { Networks } from '../networks/index.ts'
import { restoreWeights, saveLayersModel } from './layers-model-file.ts'
import { restoreOptimizer, saveOptimizer } from './optimizer-file.ts'
import { windowSchema } from './step-window.ts'
import { whenMissing } from './when-missing.ts'
import { renameSynced, writeSynced } from './write-synced.ts'

const stateSchema = v.object({
  step: v.number(),
  imagesSeen: v.number(),
  /** Time spent in training steps, over all sessions. */
  seconds: v.number(),
  /** The dataset's fingerprint. */
  dataset: v.string(),
  /** Sums since the last log line, so that the next one reads as if nothing had stopped. */
  window: windowSchema,
})

/** Where a run stands. With the config and the pictures, everything that comes after follows from it. */
export type TrainState = Readonly<v.InferOutput<typeof stateSchema>>

export interface TrainingParts {
  readonly networks: Networks
  readonly optimizers: { readonly generator: NativeOptimizer; readonly discriminator: NativeOptimizer }
}

const keptCheckpoints = 2

/**
 * Writes a whole checkpoint to a temporary name, waits until it is on the disk, then renames it: a folder named
 * `step-…` is always whole. Older ones go afterwards, so that there is never a moment without one.
 *
 * @throws RunFolderError when it cannot be written; the previous checkpoint stays
 */
export async function saveCheckpoint(
  folder: string,
  parts: TrainingParts,
  state: TrainState,
): Promise<string> {
  const target = join(folder, checkpointName(state.step))
  const temporary = join(folder, `writing-${process.pid}`)
  try {
    await removeUnfinished(folder)
    await mkdir(temporary, { recursive: true })
    for (const name of ['generator', 'discriminator', 'ema'] as const)
      await saveLayersModel(parts.networks[name], join(temporary, name))
    for (const name of ['generator', 'discriminator'] as const)
      await saveOptimizer(parts.optimizers[name], temporary, `optimizer-${name}`)
    await writeSynced(join(temporary, 'state.json'), JSON.stringify(state))
    await renameSynced(temporary, target)
    for (const old of (await listCheckpoints(folder)).slice(0, -keptCheckpoints))
      await rm(join(folder, old), { recursive: true, force: true })
  } catch (error) {
    throw new RunFolderError(
      `The checkpoint of step ${state.step} could not be written to ${folder}.`,
      'free some space or make the folder writable, then continue with --resume; earlier checkpoints are untouched',
      error,
    )
  }
  return target
}

/** Brings networks and optimizers back to where a checkpoint left them. */
export async function restoreCheckpoint(checkpoint: string, parts: TrainingParts): Promise<TrainState> {
  try {
    for (const name of ['generator', 'discriminator', 'ema'] as const)
      await restoreWeights(parts.networks[name], join(checkpoint, name))
    for (const name of ['generator', 'discriminator'] as const)
      await restoreOptimizer(parts.optimizers[name], checkpoint, `optimizer-${name}`)
    return v.parse(stateSchema, JSON.parse(await readFile(join(checkpoint, 'state.json'), 'utf8')))
  } catch (error) {
    throw new RunFolderError(
      `The checkpoint ${checkpoint} is damaged.`,
      'remove that folder and --resume again: training goes on from the checkpoint before it',
      error,
    )
  }
}

/** The newest checkpoint's path, or undefined when there is none. */
export async function newestCheckpoint(folder: string): Promise<string | undefined> {
  const newest = (await listCheckpoints(folder)).at(-1)
  return newest && join(folder, newest)
}

function checkpointName(step: number): string {
  return `step-${String(step).padStart(9, '0')}` // sorts by age
}

async function listCheckpoints(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(whenMissing<string[]>([]))
  return names.filter((name) => /^step-\d{9}$/.test(name)).toSorted()
}

/** What a killed process left half-written. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(whenMissing<string[]>([])))
    if (name.startsWith('writing-')) await rm(join(folder, name), { recursive: true, force: true })
}
