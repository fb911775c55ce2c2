import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { tf } from '@facegan/tfjs-native'
import type { Dataset } from '../data/dataset.ts'
import { randomConvSpace } from '../metrics/random-conv-space.ts'
import { quickKid, type QuickKid } from '../metrics/quick-kid.ts'
import type { Estimate } from '../metrics/kid.ts'
import { cannotWrite } from './cannot-write.ts'
import { saveLayersModel } from './layers-model-file.ts'
import { renderSeeds } from './sample-grid.ts'
import { writeSynced } from './write-synced.ts'

/** One line of `evaluations.jsonl`. */
export interface EvaluationLine {
  readonly step: number
  /** Thousands of real pictures that D had seen. */
  readonly kimg: number
  /** Of 1,000 generated pictures against the training pictures, in the random-convolution space. */
  readonly kid: Estimate
  /** What held-out real pictures score there: nobody can do better. Null where none are held out. */
  readonly floor: Estimate | null
}

/** KID wants a thousand; each is drawn from the same seeds every time, so that evaluations differ by the weights alone. */
const generatedSeeds = Array.from({ length: 1000 }, (_, seed) => seed)
/** Fewer held-out pictures than a KID can be made of give no floor. */
const fewestHeldOut = 3

/** Measures the averaged generator of a run. What belongs to the real pictures is computed at the first use, once. */
export class RunEvaluator {
  readonly #dataset: Dataset
  #judge: { readonly kid: QuickKid; readonly floor: Estimate | null } | undefined

  constructor(dataset: Dataset) {
    this.#dataset = dataset
  }

  /** @param generator z [N,Z] -> images [N,H,W,3] */
  async evaluate(generator: tf.LayersModel, step: number, kimg: number): Promise<EvaluationLine> {
    const { kid, floor } = (this.#judge ??= await this.#prepare())
    const pixels = renderSeeds(generator, generatedSeeds)
    return { step, kimg, kid: await measured(kid, pixels), floor }
  }

  async #prepare() {
    const { pixels, size, heldOut } = this.#dataset
    const kid = await quickKid({ training: pixels, size })
    const floor = heldOut.count < fewestHeldOut ? null : await measured(kid, heldOut.pixels)
    return { kid, floor }
  }
}

async function measured(kid: QuickKid, pixels: Uint8Array): Promise<Estimate> {
  return (await kid(pixels))[randomConvSpace().name]
}

/**
 * Keeps the best generator so far in a folder of its own: written aside, then renamed.
 *
 * @throws RunFolderError when it cannot be written; the one before it stays
 */
export async function keepBest(
  folder: string,
  generator: tf.LayersModel,
  line: EvaluationLine,
): Promise<void> {
  const aside = `${folder}.writing-${process.pid}`
  const before = `${folder}.before-${process.pid}`
  try {
    await rm(aside, { recursive: true, force: true })
    await mkdir(aside, { recursive: true })
    await saveLayersModel(generator, join(aside, 'ema'))
    await writeSynced(join(aside, 'evaluation.json'), `${JSON.stringify(line, null, 2)}\n`)
    await rename(folder, before).catch(() => {}) // there is none yet
    await rename(aside, folder)
    await rm(before, { recursive: true, force: true })
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => {})
    throw cannotWrite('The best generator', dirname(folder), error)
  }
}
