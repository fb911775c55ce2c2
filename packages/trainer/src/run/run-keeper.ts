import { join } from 'node:path'
import type { TrainConfig } from '../config.ts'
import type { Dataset } from '../data/dataset.ts'
import type { TrainDevice } from '../device.ts'
import { TrainingDivergedError } from '../errors.ts'
import type { Gan, StepMetrics } from '../gan.ts'
import { evenlySpaced, pickPictures } from '../metrics/evenly-spaced.ts'
import { weightsAreFinite } from '../networks/model-variables.ts'
import type { TrainCallbacks } from '../train-callbacks.ts'
import type { ResolvedTrainOptions } from '../train-options.ts'
import { Budget } from './budget.ts'
import { cannotWrite } from './cannot-write.ts'
import { saveCheckpoint } from './checkpoint.ts'
import { CollapseGuard, pairwiseDistance } from './collapse-guard.ts'
import type { Standing } from './restore-run.ts'
import { RunEvaluator } from './run-evaluator.ts'
import type { RunFolder } from './run-folder.ts'
import { appendLog } from './run-log.ts'
import { gridOf, renderSeeds } from './sample-grid.ts'
import { StepWindow } from './step-window.ts'
import { TensorboardEvents } from './tensorboard-events.ts'
import { whenMissing } from './when-missing.ts'
import { syncPath, writeAtomic } from './write-synced.ts'

export interface RunKeeperOptions {
  readonly run: RunFolder
  readonly gan: Gan
  readonly config: TrainConfig
  readonly dataset: Dataset
  readonly device: TrainDevice
  readonly standing: Standing
  readonly options: ResolvedTrainOptions
  readonly callbacks: TrainCallbacks
}

/** The first checkpoint of a run comes no later than after so many seconds. */
const firstCheckpointSeconds = 60
const sampleSeeds = Array.from({ length: 64 }, (_, seed) => seed)
const gridColumns = 8

/**
 * Knows where a run stands, and writes down what happens in it: log lines, checkpoints with their grid of faces,
 * evaluations. When to do which is the loop's to say.
 */
export class RunKeeper {
  readonly #run: RunFolder
  readonly #gan: Gan
  readonly #imageSize: number
  readonly #callbacks: TrainCallbacks
  readonly #checkpointEverySeconds: number
  readonly #budget: Budget
  readonly #evaluator: RunEvaluator
  readonly #guard: CollapseGuard
  readonly #events: TensorboardEvents
  readonly #dataset: string
  readonly #device: TrainDevice
  readonly #begun = performance.now()
  /** Training time of earlier sessions. */
  readonly #secondsBefore: number
  #step: number
  #imagesSeen: number
  #window: StepWindow
  #checkpoint: string | undefined
  #keptAt: { readonly step: number; readonly seconds: number }

  constructor({ run, gan, config, dataset, device, standing, options, callbacks }: RunKeeperOptions) {
    const { state, checkpoint } = standing
    const { imageSize } = config.network
    this.#run = run
    this.#gan = gan
    this.#imageSize = imageSize
    this.#callbacks = callbacks
    this.#checkpointEverySeconds = options.checkpointEverySeconds
    this.#budget = new Budget(options.limits, dataset.epoch.length)
    this.#evaluator = new RunEvaluator({
      run,
      dataset,
      everyKimg: options.evaluateEveryKimg,
      patience: options.patience,
      before: state.evaluation,
    })
    const real = evenlySpaced(dataset.count, sampleSeeds.length)
    const realDistance = pairwiseDistance(pickPictures(dataset.pixels, imageSize, real), real.length)
    this.#guard = new CollapseGuard({ realDistance, loss: config.objective.loss })
    this.#events = new TensorboardEvents(run.tensorboard, state.step)
    this.#dataset = dataset.fingerprint
    this.#device = device
    this.#secondsBefore = state.seconds
    this.#step = state.step
    this.#imagesSeen = state.imagesSeen
    this.#window = new StepWindow(this.#now(), state.window)
    this.#checkpoint = checkpoint
    this.#keptAt = { step: checkpoint ? state.step : -1, seconds: this.#now() }
  }

  /** Steps done, over all sessions. */
  get step(): number {
    return this.#step
  }

  /** Real pictures that D has seen, over all sessions. */
  get imagesSeen(): number {
    return this.#imagesSeen
  }

  get budgetIsSpent(): boolean {
    return this.#budget.isSpent(this.#imagesSeen, this.#now())
  }

  get converged(): boolean {
    return this.#evaluator.converged
  }

  get checkpointIsDue(): boolean {
    const every = this.#checkpointEverySeconds
    const wait = this.#checkpoint ? every : Math.min(firstCheckpointSeconds, every)
    return this.#now() - this.#keptAt.seconds >= wait
  }

  get evaluationIsDue(): boolean {
    return this.#evaluator.isDue(this.#imagesSeen)
  }

  /** One more step is done. @param images real pictures that it showed to D */
  stepped(metrics: StepMetrics, images: number): void {
    this.#step += 1
    this.#imagesSeen += images
    this.#window.add(metrics, images)
  }

  /** Before anything is written: a loss that is no number has spoilt the weights already. */
  checkLosses(): void {
    const { lossG, lossD } = this.#window.sums(this.#now())
    if (!Number.isFinite(lossG + lossD)) throw this.#diverged()
  }

  /** Writes a log line, where there was a step since the last. */
  async log(): Promise<void> {
    if (this.#window.steps === 0) return
    await this.#run.checkLock()
    const seconds = Number((this.#secondsBefore + this.#now()).toFixed(1))
    const means = this.#window.summarize(this.#now())
    const line = { step: this.#step, kimg: this.#imagesSeen / 1000, seconds, ...means }
    await appendLog(this.#run.log, line)
    this.#events.logged(line, this.#gan.learningRates)
    this.#warn(this.#guard.logged(line))
    const now = this.#now()
    this.#callbacks.onProgress?.({
      ...line,
      secondsLeft: this.#budget.secondsLeft(this.#imagesSeen, now, line.imagesPerSecond),
      share: this.#budget.share(this.#imagesSeen, now),
      secondsSinceCheckpoint: this.#checkpoint === undefined ? undefined : now - this.#keptAt.seconds,
    })
    this.#window = new StepWindow(this.#now())
  }

  /**
   * Writes a checkpoint and the grid of the same 64 faces, unless this step has one.
   *
   * @returns its path
   * @throws TrainingDivergedError, RunFolderError; earlier checkpoints stay
   */
  async keep(): Promise<string> {
    if (this.#keptAt.step === this.#step && this.#checkpoint) return this.#checkpoint
    // the last update may have spoilt weights that no loss has seen yet
    if (!Object.values(this.#gan.networks).every(weightsAreFinite)) throw this.#diverged()
    await this.#run.checkLock()
    await syncPath(this.#run.log).catch(whenMissing(undefined)) // nothing was logged yet
    this.#events.flush()
    const seconds = this.#secondsBefore + this.#now()
    this.#checkpoint = await saveCheckpoint(this.#run.checkpoints, this.#gan, {
      step: this.#step,
      imagesSeen: this.#imagesSeen,
      seconds,
      device: this.#device,
      dataset: this.#dataset,
      window: this.#window.sums(this.#now()),
      evaluation: this.#evaluator.state,
    })
    await this.#sample(seconds)
    this.#keptAt = { step: this.#step, seconds: this.#now() }
    return this.#checkpoint
  }

  /** Measures the averaged generator, and keeps a checkpoint that remembers it. */
  async evaluate(): Promise<void> {
    const line = await this.#evaluator.evaluate(this.#gan.networks.ema, this.#step, this.#imagesSeen)
    this.#events.evaluated(line)
    this.#callbacks.onEvaluation?.(line)
    await this.keep()
    this.#window = new StepWindow(this.#now()) // no step was under way: speed is the steps' own
  }

  close(): void {
    this.#events.close()
  }

  async #sample(seconds: number): Promise<void> {
    const kimg = this.#imagesSeen / 1000
    const name = `${String(Math.round(kimg)).padStart(6, '0')}-kimg.webp`
    const faces = renderSeeds(this.#gan.networks.ema, sampleSeeds)
    const distance = pairwiseDistance(faces, sampleSeeds.length)
    const grid = await gridOf(faces, this.#imageSize, gridColumns)
    await writeAtomic(join(this.#run.samples, name), grid).catch((error: unknown) => {
      throw cannotWrite('The sample grid', this.#run.samples, error)
    })
    await this.#events.sampled(this.#step, grid, distance)
    this.#warn(this.#guard.sampled({ step: this.#step, kimg, seconds, distance }))
  }

  #diverged(): TrainingDivergedError {
    const { lossG, lossD } = this.#window.sums(this.#now())
    return new TrainingDivergedError(this.#step, lossG, lossD, this.#checkpoint)
  }

  #warn(warnings: readonly string[]): void {
    for (const warning of warnings) this.#callbacks.onMessage?.(warning, 'warning')
  }

  /** Seconds of this session. */
  #now(): number {
    return (performance.now() - this.#begun) / 1000
  }
}
