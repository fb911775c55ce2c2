import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { tf } from '@facegan/tfjs-native'
import type { TrainConfig } from './config.ts'
import { estimateCost } from './cost.ts'
import { BatchReader } from './data/batch-reader.ts'
import { loadDataset, type Dataset } from './data/dataset.ts'
import { pictureCacheFolder } from './data/picture-cache.ts'
import { startDevice, type StartedDevice, type TrainDevice } from './device.ts'
import { Gan } from './gan.ts'
import { withPrecision } from './precision.ts'
import { reportPictures } from './run/report-pictures.ts'
import { restoreRun } from './run/restore-run.ts'
import { RunFolder } from './run/run-folder.ts'
import { RunKeeper } from './run/run-keeper.ts'
import type { TrainCallbacks } from './train-callbacks.ts'
import { resolveTrainOptions, type ResolvedTrainOptions, type TrainOptions } from './train-options.ts'

export interface TrainResult {
  /** Steps done, over all sessions. */
  readonly step: number
  /** Thousands of pictures seen, over all sessions. */
  readonly kimg: number
  /** Path of the last checkpoint. */
  readonly checkpoint: string
  readonly stoppedBy: 'budget' | 'signal' | 'converged'
  /** What computed, in this process. */
  readonly device: TrainDevice
}

/** Steps between two log lines; checkpoints fall on the same steps, so that a resumed log reads like an unbroken one. */
const stepsPerLog = 20
/** Kept from training, so that what was learned can be told from what was memorised. */
const heldOutShare = 0.1

/**
 * Trains a GAN until a limit is reached: load, resume if asked, then step after step, with a log
 * line every 20 steps, and every few minutes a checkpoint and a grid of the same 64 faces.
 *
 * Each step blocks the calling thread for its time; the promise resolves with the last checkpoint written.
 *
 * @param options all that decides the result
 * @param callbacks who watches, and a signal that stops
 * @throws InvalidOptionError before anything is read; DataError when there are too few pictures; RunFolderError when
 * the folder is occupied, in use, damaged or full; TrainingDivergedError; BatchWorkerError; NativeBackendError where
 * the device asked for does not work, NoTrainingDeviceError where none does. Whatever is thrown, earlier checkpoints stay.
 */
export async function trainGan(options: TrainOptions, callbacks: TrainCallbacks = {}): Promise<TrainResult> {
  const resolved = resolveTrainOptions(options)
  const run = new RunFolder(resolved.out)
  try {
    return await trainIn(run, resolved, callbacks)
  } finally {
    await run.unlock()
  }
}

async function trainIn(
  run: RunFolder,
  options: ResolvedTrainOptions,
  callbacks: TrainCallbacks,
): Promise<TrainResult> {
  const { start } = options
  const { signal, onCost, onLoading, onMessage = () => {} } = callbacks
  const started = await startDevice(options.device, onMessage)
  if (start?.config.precision === 'bfloat16' && started.device === 'wasm')
    onMessage(
      'WASM multiplies in float32 alone: this run does, whatever its config says of bfloat16.',
      'warning',
    )
  const { config, data } = start
    ? { config: withPrecision(start.config), data: start.data }
    : await run.resume()

  // Pictures
  const dataset = await loadDataset(data, {
    size: config.network.imageSize,
    minimum: config.batchSize,
    heldOut: heldOutShare,
    cache: pictureCacheFolder(),
    signal,
    onProgress: onLoading,
    onMessage,
  })
  if (start) {
    const counted = data.map((source, i) => ({
      ...source,
      path: resolve(source.path),
      pictures: dataset.countsBySource[i],
    }))
    await run.create({ config, data: counted, versions: await versions(started) })
  }
  await reportPictures(dataset, run, onMessage)

  // Networks
  if (start) onCost?.(estimateCost(config))
  const gan = new Gan(config)
  try {
    // Where the run stands
    const { device } = started
    const standing = await restoreRun(run, {
      gan,
      config,
      dataset,
      device,
      isNew: start !== undefined,
      onMessage,
    })
    const keeper = new RunKeeper({ run, gan, config, dataset, device, standing, options, callbacks })
    return { ...(await trainOn(dataset, gan, config, keeper, signal)), device }
  } finally {
    gan.dispose()
  }
}

/** Step after step. */
async function trainOn(
  dataset: Dataset,
  gan: Gan,
  config: TrainConfig,
  keeper: RunKeeper,
  signal: AbortSignal | undefined,
): Promise<Omit<TrainResult, 'device'>> {
  const { batchSize, discriminatorSteps, seed, mirror, network } = config
  const { imageSize } = network
  const realShape: [number, number, number, number] = [batchSize, imageSize, imageSize, 3]
  const pictures = new BatchReader({ pictures: dataset, seed, mirror })
  try {
    for (;;) {
      const finished = keeper.budgetIsSpent
      const stopped = finished || signal?.aborted === true
      const logging = keeper.step % stepsPerLog === 0
      keeper.checkLosses()
      if (logging || finished) await keeper.log()
      if (logging && keeper.checkpointIsDue) await keeper.keep()
      if (logging && keeper.evaluationIsDue) await keeper.evaluate()
      if (stopped || keeper.converged) {
        const stoppedBy = finished ? 'budget' : keeper.converged ? 'converged' : 'signal'
        const { step, imagesSeen } = keeper
        return { step, kimg: imagesSeen / 1000, checkpoint: await keeper.keep(), stoppedBy }
      }

      // a step blocks this thread, so its real pictures are fetched before
      const { step, imagesSeen } = keeper
      const batches: Float32Array<ArrayBuffer>[] = []
      for (let n = 0; n < discriminatorSteps; n++)
        batches.push(await pictures.read(imagesSeen + n * batchSize, batchSize))
      const unseen = batches.values()
      const metrics = gan.step(step, imagesSeen, () => tf.tensor4d(unseen.next().value!, realShape))
      for (const batch of batches) pictures.recycle(batch)
      keeper.stepped(metrics, discriminatorSteps * batchSize)
      await setImmediate() // steps block: let signals and timers in
    }
  } finally {
    await pictures.dispose()
    keeper.close()
  }
}

async function versions({ versions: computing }: StartedDevice): Promise<Record<string, string>> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  return { trainer: version, tfjs: tf.version.tfjs, ...computing, node: process.versions.node }
}
