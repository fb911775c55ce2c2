import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { tf } from '@facegan/tfjs-native'
import type { Dataset } from '../data/dataset.ts'
import { afterEvaluation, type Patience } from '../metrics/patience.ts'
import { randomConvSpace } from '../metrics/random-conv-space.ts'
import { quickKid, type QuickKid } from '../metrics/quick-kid.ts'
import type { Estimate } from '../metrics/kid.ts'
import { cannotWrite } from './cannot-write.ts'
import type { TrainState } from './checkpoint.ts'
import { saveLayersModel } from './layers-model-file.ts'
import type { RunFolder } from './run-folder.ts'
import { appendLog } from './run-log.ts'
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

export interface RunEvaluatorOptions {
  readonly run: RunFolder
  readonly dataset: Dataset
  /** Thousands of pictures between two evaluations; 0 for none. */
  readonly everyKimg: number
  readonly patience: Patience
  /** What the checkpoint remembers of earlier evaluations. */
  readonly before: TrainState['evaluation']
}

/**
 * Measures the averaged generator of a run now and then, keeps the best and knows when waiting for a better one is
 * over. What belongs to the real pictures is computed at the first use, once.
 */
export class RunEvaluator {
  readonly #run: RunFolder
  readonly #dataset: Dataset
  readonly #everyImages: number
  #judge: { readonly kid: QuickKid; readonly floor: Estimate | null } | undefined
  #patience: Patience
  /** Pictures seen at the last evaluation. */
  #evaluatedAt: number
  #lowest: number | null

  constructor({ run, dataset, everyKimg, patience, before }: RunEvaluatorOptions) {
    const { lowest = null, imagesSeen = 0, ...waiting } = before ?? {}
    this.#run = run
    this.#dataset = dataset
    this.#everyImages = everyKimg * 1000
    this.#patience = { ...patience, ...waiting }
    this.#evaluatedAt = imagesSeen
    this.#lowest = lowest
  }

  isDue(imagesSeen: number): boolean {
    return this.#everyImages > 0 && imagesSeen - this.#evaluatedAt >= this.#everyImages
  }

  /** So many evaluations were no better that another would hardly be. */
  get converged(): boolean {
    return this.#patience.converged
  }

  /** For the checkpoint that follows an evaluation, which remembers that it was done. */
  get state(): TrainState['evaluation'] {
    const { best, waited } = this.#patience
    return { imagesSeen: this.#evaluatedAt, best, waited, lowest: this.#lowest }
  }

  /**
   * Draws, measures, keeps the best, logs.
   *
   * @param generator z [N,Z] -> images [N,H,W,3]
   * @throws RunFolderError when it cannot be written
   */
  async evaluate(generator: tf.LayersModel, step: number, imagesSeen: number): Promise<EvaluationLine> {
    const { kid: measure, floor } = (this.#judge ??= await this.#prepare())
    const kid = await measured(measure, renderSeeds(generator, generatedSeeds))
    const line = { step, kimg: imagesSeen / 1000, kid, floor }
    this.#patience = afterEvaluation(this.#patience, kid)
    this.#evaluatedAt = imagesSeen
    if (this.#lowest === null || kid.value < this.#lowest) {
      await keepBest(this.#run.best, generator, line)
      this.#lowest = kid.value
    }
    await appendLog(this.#run.evaluations, line)
    return line
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
async function keepBest(folder: string, generator: tf.LayersModel, line: EvaluationLine): Promise<void> {
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
