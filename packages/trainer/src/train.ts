import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { checkConfig, type TrainConfig } from './config.ts'
import { estimateCost, type TrainingCost } from './cost.ts'
import { BatchReader } from './data/batch-reader.ts'
import { describe, loadDataset, type DataSource, type Dataset } from './data/dataset.ts'
import type { LoadProgress } from './data/load-progress.ts'
import { pictureCacheFolder } from './data/picture-cache.ts'
import { TrainingDivergedError } from './errors.ts'
import { Gan } from './gan.ts'
import { afterEvaluation, newPatience } from './metrics/patience.ts'
import { evenlySpaced, pickPictures } from './metrics/evenly-spaced.ts'
import { withPrecision } from './precision.ts'
import { weightsAreFinite } from './networks/model-variables.ts'
import { cannotWrite } from './run/cannot-write.ts'
import { CollapseGuard, pairwiseDistance } from './run/collapse-guard.ts'
import { restoreNewest, saveCheckpoint, type TrainState } from './run/checkpoint.ts'
import { keepBest, RunEvaluator, type EvaluationLine } from './run/run-evaluator.ts'
import { RunFolder } from './run/run-folder.ts'
import { appendLog, rewindLog, type LogLine } from './run/run-log.ts'
import { gridOf, renderSeeds } from './run/sample-grid.ts'
import { emptyWindow, StepWindow } from './run/step-window.ts'
import { TensorboardEvents } from './run/tensorboard-events.ts'
import { whenMissing } from './run/when-missing.ts'
import { syncPath, writeAtomic } from './run/write-synced.ts'

/** When to stop; whichever comes first. With none given, after `defaultKimg`. */
export interface Budget {
  /** Wall time of this call, in minutes. */
  readonly minutes?: number | undefined
  /** Thousands of pictures seen, over all sessions. */
  readonly kimg?: number | undefined
  /** Passes over the pictures, over all sessions. */
  readonly epochs?: number | undefined
}

export interface TrainOptions {
  /** The run folder. */
  readonly out: string
  /** A new run's config and pictures; left out to resume the run in `out`. */
  readonly start?: { readonly config: TrainConfig; readonly data: readonly DataSource[] } | undefined
  readonly budget: Budget
  /** The first one of a run comes after a minute at the latest. @default 300 */
  readonly checkpointEverySeconds?: number | undefined
  /** Thousands of pictures between two evaluations of the averaged generator; 0 for none. @default 50 */
  readonly evaluateEveryKimg?: number | undefined
  /** Stop once so many evaluations in a row were no better, by more than chance, than the best. @default never */
  readonly patience?: number | undefined
  /** Stops after the step under way, with a checkpoint. */
  readonly signal?: AbortSignal | undefined
  /** What a new run will take, measured before its first step; that takes a few seconds, where this is given. */
  readonly onCost?: ((cost: TrainingCost) => void) | undefined
  readonly onProgress?: ((progress: TrainProgress) => void) | undefined
  /** While many pictures load, before the first step. */
  readonly onLoading?: ((progress: LoadProgress) => void) | undefined
  readonly onEvaluation?: ((line: EvaluationLine) => void) | undefined
  /** Things to know that are no errors: skipped pictures, a resumed step; warnings: a damaged checkpoint, a collapse. */
  readonly onMessage?: ((message: string, kind?: 'warning') => void) | undefined
}

/** A log line with what is still to come. */
export interface TrainProgress extends LogLine {
  /** Estimated seconds to the end of the budget. */
  readonly secondsLeft: number
  /** How much of the budget is used, in [0, 1]. */
  readonly share: number
  /** Of this session; undefined before the first checkpoint of a run. */
  readonly secondsSinceCheckpoint: number | undefined
}

export interface TrainResult {
  readonly step: number
  readonly kimg: number
  /** Path of the last checkpoint. */
  readonly checkpoint: string
  readonly stoppedBy: 'budget' | 'signal' | 'converged'
}

const defaultKimg = 1000
/** Steps between two log lines; checkpoints fall on the same steps, so that a resumed log reads like an unbroken one. */
const stepsPerLog = 20
const namedSkips = 10
/** Kept from training, so that what was learned can be told from what was memorised. */
const heldOutShare = 0.1
const sampleSeeds = Array.from({ length: 64 }, (_, seed) => seed)

/**
 * Trains a GAN until its budget is spent: load, resume if asked, then step after step, with a log
 * line every 20 steps, and every few minutes a checkpoint and a grid of the same 64 faces.
 *
 * @throws DataError, RunFolderError, TrainingDivergedError, NativeBackendError
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const run = new RunFolder(options.out)
  try {
    return await trainIn(run, options)
  } finally {
    await run.unlock()
  }
}

async function trainIn(run: RunFolder, options: TrainOptions): Promise<TrainResult> {
  const {
    budget,
    signal,
    onCost,
    onEvaluation = () => {},
    evaluateEveryKimg = 50,
    onProgress = () => {},
    onMessage = () => {},
    checkpointEverySeconds = 300,
  } = options
  const native = await useNativeBackend()
  const { config, data } = options.start
    ? { config: withPrecision(checkConfig(options.start.config)), data: options.start.data }
    : await run.resume()

  // Pictures
  const dataset = await loadDataset(data, {
    size: config.network.imageSize,
    minimum: config.batchSize,
    heldOut: heldOutShare,
    cache: pictureCacheFolder(),
    signal,
    onProgress: options.onLoading,
    onMessage,
  })
  if (options.start) {
    const counted = data.map((source, i) => ({
      ...source,
      path: resolve(source.path),
      pictures: dataset.countsBySource[i],
    }))
    await run.create({ config, data: counted, versions: await versions(native.tensorflowVersion) })
  }
  await reportPictures(dataset, run, onMessage)
  if (options.start) onCost?.(estimateCost(config))

  const gan = new Gan(config)
  const { networks } = gan

  // Where the run stands
  const fingerprint = dataset.fingerprint
  let state: TrainState = { step: 0, imagesSeen: 0, seconds: 0, dataset: fingerprint, window: emptyWindow }
  const warn = (warning: string) => onMessage(warning, 'warning')
  const restored = await restoreNewest(run.checkpoints, gan, warn)
  let checkpoint = restored?.checkpoint
  if (!options.start && !restored) onMessage('There is no checkpoint yet: starting from the beginning.')
  if (restored) {
    state = restored.state
    onMessage(`Resumed at step ${state.step} (${(state.imagesSeen / 1000).toFixed(1)} kimg).`)
    if (state.dataset !== fingerprint)
      warn('The pictures changed since this run stopped; it goes on with those that are there now.')
  }
  await rewindLog(run.log, state.step)
  await rewindLog(run.evaluations, state.step)
  const events = new TensorboardEvents(run.tensorboard, state.step)

  let { step, imagesSeen } = state
  const { batchSize, discriminatorSteps, seed, mirror } = config
  const { imageSize } = config.network
  const realShape: [number, number, number, number] = [batchSize, imageSize, imageSize, 3]
  const imagesToSee = imageBudget(budget, dataset)
  const secondsToSpend = (budget.minutes ?? Infinity) * 60
  const begun = performance.now()
  const now = () => (performance.now() - begun) / 1000 // seconds of this session
  let keptAt = { step: checkpoint ? step : -1, seconds: now() }
  let window = new StepWindow(now(), state.window)
  const evaluator = new RunEvaluator(dataset)
  const real = evenlySpaced(dataset.count, sampleSeeds.length)
  const realDistance = pairwiseDistance(pickPictures(dataset.pixels, imageSize, real), real.length)
  const guard = new CollapseGuard({ realDistance, loss: config.objective.loss })
  let { lowest = null, imagesSeen: evaluatedAt = 0, ...waiting } = state.evaluation ?? {}
  let patience = { ...newPatience(options.patience ?? Infinity), ...waiting }

  /** Before anything is written: a loss that is no number has spoilt the weights already. */
  function checkLosses(): void {
    const { lossG, lossD } = window.sums(now())
    if (!Number.isFinite(lossG + lossD)) throw new TrainingDivergedError(step, lossG, lossD, checkpoint)
  }

  async function log(): Promise<void> {
    await run.checkLock()
    const seconds = Number((state.seconds + now()).toFixed(1))
    const line = { step, kimg: imagesSeen / 1000, seconds, ...window.summarize(now()) }
    await appendLog(run.log, line)
    events.logged(line, gan.learningRates)
    guard.logged(line).forEach(warn)
    const imagesLeft = (imagesToSee - imagesSeen) / line.imagesPerSecond
    onProgress({
      ...line,
      secondsLeft: Math.max(0, Math.min(imagesLeft, secondsToSpend - now())),
      share: Math.min(1, Math.max(imagesSeen / imagesToSee, now() / secondsToSpend)),
      secondsSinceCheckpoint: checkpoint === undefined ? undefined : now() - keptAt.seconds,
    })
    window = new StepWindow(now())
  }

  async function keep(): Promise<string> {
    if (keptAt.step === step && checkpoint) return checkpoint
    const { lossG, lossD } = window.sums(now())
    // the last update may have spoilt weights that no loss has seen yet
    if (!Object.values(networks).every(weightsAreFinite))
      throw new TrainingDivergedError(step, lossG, lossD, checkpoint)
    await run.checkLock()
    await syncPath(run.log).catch(whenMissing(undefined)) // nothing was logged yet
    events.flush()
    const seconds = state.seconds + now()
    const { best, waited } = patience
    const here: TrainState = {
      step,
      imagesSeen,
      seconds,
      dataset: fingerprint,
      window: window.sums(now()),
      evaluation: { imagesSeen: evaluatedAt, best, waited, lowest },
    }
    checkpoint = await saveCheckpoint(run.checkpoints, gan, here)
    const name = `${String(Math.round(imagesSeen / 1000)).padStart(6, '0')}-kimg.webp`
    const faces = renderSeeds(networks.ema, sampleSeeds)
    const distance = pairwiseDistance(faces, sampleSeeds.length)
    const grid = await gridOf(faces, imageSize, 8)
    await writeAtomic(join(run.samples, name), grid).catch((error: unknown) => {
      throw cannotWrite('The sample grid', run.samples, error)
    })
    await events.sampled(step, grid, distance)
    guard.sampled({ step, kimg: imagesSeen / 1000, seconds, distance }).forEach(warn)
    keptAt = { step, seconds: now() }
    return checkpoint
  }

  /** Draws, measures, keeps the best; the checkpoint that follows remembers that it was done. */
  async function evaluate(): Promise<void> {
    const line = await evaluator.evaluate(networks.ema, step, imagesSeen / 1000)
    patience = afterEvaluation(patience, line.kid)
    evaluatedAt = imagesSeen
    if (lowest === null || line.kid.value < lowest) {
      await keepBest(run.best, networks.ema, line)
      lowest = line.kid.value
    }
    await appendLog(run.evaluations, line)
    events.evaluated(line)
    onEvaluation(line)
    await keep()
    window = new StepWindow(now()) // no step was under way: speed is the steps' own
  }

  const pictures = new BatchReader({ pictures: dataset, seed, mirror })
  try {
    for (;;) {
      const finished = imagesSeen >= imagesToSee || now() >= secondsToSpend
      const stopped = finished || signal?.aborted === true
      const logging = step % stepsPerLog === 0
      checkLosses()
      if ((logging || finished) && window.steps > 0) await log()
      const keepAfter = checkpoint ? checkpointEverySeconds : Math.min(60, checkpointEverySeconds)
      if (logging && now() - keptAt.seconds >= keepAfter) await keep()
      if (logging && evaluateEveryKimg > 0 && imagesSeen - evaluatedAt >= evaluateEveryKimg * 1000)
        await evaluate()
      if (stopped || patience.converged) {
        const stoppedBy = finished ? 'budget' : patience.converged ? 'converged' : 'signal'
        return { step, kimg: imagesSeen / 1000, checkpoint: await keep(), stoppedBy }
      }

      // a step blocks this thread, so its real pictures are fetched before
      const before = imagesSeen
      const batches: Float32Array<ArrayBuffer>[] = []
      for (; batches.length < discriminatorSteps; imagesSeen += batchSize)
        batches.push(await pictures.read(imagesSeen, batchSize))
      const unseen = batches.values()
      const metrics = gan.step(step, before, () => tf.tensor4d(unseen.next().value!, realShape))
      for (const batch of batches) pictures.recycle(batch)

      step += 1
      window.add(metrics, imagesSeen - before)
      await setImmediate() // native steps block: let signals and timers in
    }
  } finally {
    await pictures.dispose()
    events.close()
    gan.dispose()
  }
}

function imageBudget({ minutes, kimg, epochs }: Budget, dataset: Dataset): number {
  const unlimited = minutes === undefined && kimg === undefined && epochs === undefined
  const fromKimg = (kimg ?? (unlimited ? defaultKimg : Infinity)) * 1000
  return Math.min(fromKimg, (epochs ?? Infinity) * dataset.epoch.length)
}

async function reportPictures(
  dataset: Dataset,
  run: RunFolder,
  onMessage: (message: string) => void,
): Promise<void> {
  const { count, skipped, epoch, heldOut } = dataset
  const sides = heldOut.count === 0 ? '' : `: ${count} to train on, ${heldOut.count} held out`
  const repeats = epoch.length === count ? '' : `, ${epoch.length} shown an epoch`
  onMessage(`${count + heldOut.count} pictures${sides}${repeats}.`)
  if (skipped.length === 0) return
  await writeAtomic(run.skipped, `${skipped.map(describe).join('\n')}\n`).catch((error: unknown) => {
    throw cannotWrite('The list of skipped pictures', run.path, error)
  })
  const named = skipped.slice(0, namedSkips).map((picture) => `  ${describe(picture)}`)
  const more = skipped.length > namedSkips ? [`  … all of them are in ${run.skipped}`] : []
  onMessage([`${skipped.length} could not be used:`, ...named, ...more].join('\n'))
}

async function versions(tensorflow: string): Promise<Record<string, string>> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  return { trainer: version, tfjs: tf.version.tfjs, tensorflow, node: process.versions.node }
}
