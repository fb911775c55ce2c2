import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { messageOf } from '@facegan/core'
import type { NativeOptimizer } from '@facegan/tfjs-native'
import * as v from 'valibot'
import { RunFolderError } from '../errors.ts'
import type { Networks } from '../networks/index.ts'
import { cannotWrite } from './cannot-write.ts'
import { damageIn, writeChecksums } from './checksums.ts'
import { restoreWeights, saveLayersModel } from './layers-model-file.ts'
import { restoreOptimizer, saveOptimizer } from './optimizer-file.ts'
import { windowSchema } from './step-window.ts'
import { whenMissing } from './when-missing.ts'
import { renameSynced, syncPath, writeSynced } from './write-synced.ts'

const estimateSchema = v.object({ value: v.number(), standardError: v.number() })

const stateSchema = v.object({
  step: v.number(),
  imagesSeen: v.number(),
  /** Time spent in training steps, over all sessions. */
  seconds: v.number(),
  /** What computed last; runs from before there was a choice say nothing, and were native. */
  device: v.optional(v.picklist(['native', 'wasm'])),
  /** The dataset's fingerprint. */
  dataset: v.string(),
  /** Sums since the last log line, so that the next one reads as if nothing had stopped. */
  window: windowSchema,
  /** How the evaluations went so far; missing before the first. */
  evaluation: v.optional(
    v.object({
      imagesSeen: v.number(),
      /** The KID that patience compares with, and how many evaluations it has waited for a better one. */
      best: v.optional(estimateSchema),
      waited: v.number(),
      /** The lowest KID so far: that of the generator in `best/`. */
      lowest: v.nullable(v.number()),
    }),
  ),
})

/** Where a run stands. With the config and the pictures, everything that comes after follows from it. */
export type TrainState = Readonly<v.InferOutput<typeof stateSchema>>

export interface TrainingParts {
  readonly networks: Networks
  readonly optimizers: { readonly generator: NativeOptimizer; readonly discriminator: NativeOptimizer }
}

const networkNames = ['generator', 'discriminator', 'ema'] as const
const optimizerNames = ['generator', 'discriminator'] as const
const keptCheckpoints = 2

/**
 * Writes a whole checkpoint to a temporary name, with the checksums of its files last, waits until it is on the disk,
 * then renames it: a folder named `step-…` is always whole. Older ones go afterwards, so that there is never a moment
 * without one.
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
    for (const name of networkNames) await saveLayersModel(parts.networks[name], join(temporary, name))
    for (const name of optimizerNames)
      await saveOptimizer(parts.optimizers[name], temporary, `optimizer-${name}`)
    await writeSynced(join(temporary, 'state.json'), JSON.stringify(state))
    await writeChecksums(temporary)
    for (const name of networkNames) await syncPath(join(temporary, name))
    await syncPath(temporary)
    await renameSynced(temporary, target)
    for (const old of (await listCheckpoints(folder)).slice(0, -keptCheckpoints))
      await rm(join(folder, old), { recursive: true, force: true })
  } catch (error) {
    // half a checkpoint must not fill a full disk
    await rm(temporary, { recursive: true, force: true }).catch(() => {})
    throw cannotWrite(`The checkpoint of step ${state.step}`, folder, error)
  }
  return target
}

/** A checkpoint that everything was brought back to. */
interface Restored {
  readonly checkpoint: string
  readonly state: TrainState
}

/**
 * Brings networks and optimizers back to the newest checkpoint that is whole. Damaged ones before it are set aside as
 * `damaged-step-…` and named.
 *
 * @returns undefined when there is no checkpoint at all
 * @throws RunFolderError when there are checkpoints and none is whole; all stay where they are
 */
export async function restoreNewest(
  folder: string,
  parts: TrainingParts,
  onDamaged: (message: string) => void,
): Promise<Restored | undefined> {
  const names = (await listCheckpoints(folder)).toReversed()
  const damaged: { name: string; what: string }[] = []
  for (const name of names) {
    const checkpoint = join(folder, name)
    try {
      const state = await restoreCheckpoint(checkpoint, parts)
      for (const { name: broken, what } of damaged) {
        await setAside(folder, broken)
        onDamaged(
          `The checkpoint ${broken} is damaged: ${what}. It is now called damaged-${broken}; going on from ${name}.`,
        )
      }
      return { checkpoint, state }
    } catch (error) {
      damaged.push({ name, what: messageOf(error).replace(/\.$/, '') })
    }
  }
  if (damaged.length === 0) return undefined
  throw new RunFolderError(
    [`No checkpoint in ${folder} is whole:`, ...damaged.map(({ name, what }) => `  ${name}: ${what}`)].join(
      '\n',
    ),
    'put one back from a copy, or start a new run in another folder; config.json here has its settings',
  )
}

async function restoreCheckpoint(checkpoint: string, parts: TrainingParts): Promise<TrainState> {
  const damage = await damageIn(checkpoint)
  if (damage) throw new Error(damage)
  const state = v.parse(stateSchema, JSON.parse(await readFile(join(checkpoint, 'state.json'), 'utf8')))
  if (checkpointName(state.step) !== basename(checkpoint)) throw new Error(`it is of step ${state.step}`)
  for (const name of networkNames) await restoreWeights(parts.networks[name], join(checkpoint, name))
  for (const name of optimizerNames)
    await restoreOptimizer(parts.optimizers[name], checkpoint, `optimizer-${name}`)
  return state
}

/** Out of the way of those that are about to be written, which would count it as the newest. */
async function setAside(folder: string, name: string): Promise<void> {
  const aside = join(folder, `damaged-${name}`)
  try {
    await rm(aside, { recursive: true, force: true })
    await rename(join(folder, name), aside)
  } catch (error) {
    throw cannotWrite(`The damaged checkpoint ${name}`, folder, error)
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
