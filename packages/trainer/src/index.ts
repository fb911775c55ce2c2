export { FaceganError } from '@facegan/core'
export { checkConfig, type NetworkConfig, type TrainConfig } from './config.ts'
export { estimateCost, type TrainingCost } from './cost.ts'
export {
  loadDataset,
  type DataSource,
  type Dataset,
  type LoadDatasetOptions,
  type SkippedPicture,
} from './data/dataset.ts'
export type { LoadProgress } from './data/load-progress.ts'
export { pictureCacheFolder } from './data/picture-cache.ts'
export type { PictureSet } from './data/picture-pile.ts'
export * from './errors.ts'
export { Gan } from './gan.ts'
export type { GanLoss } from './losses/gan-loss.ts'
export { losses } from './losses/index.ts'
export { buildDiscriminator } from './networks/discriminator.ts'
export { buildGenerator } from './networks/generator.ts'
export { loadConfigFile } from './presets/config-file.ts'
export { defineConfig, extendPreset, type ConfigChanges } from './presets/extend.ts'
export { presetNamed, presets } from './presets/index.ts'
export { newestCheckpoint } from './run/checkpoint.ts'
export { FolderLock, type LockPurpose } from './run/folder-lock.ts'
export { loadLayersModel, saveLayersModel } from './run/layers-model-file.ts'
export { RunFolder, type RunRecord } from './run/run-folder.ts'
export type { EvaluationLine } from './run/run-evaluator.ts'
export type { LogLine } from './run/run-log.ts'
export { gridOf, renderLatents, renderSeeds } from './run/sample-grid.ts'
export { writeAtomic } from './run/write-synced.ts'
export type { TrainCallbacks, TrainProgress } from './train-callbacks.ts'
export { trainGan, type TrainResult } from './train-gan.ts'
export type { NewRunOptions, ResumeOptions, TrainData, TrainOptions } from './train-options.ts'
export * from './metrics/index.ts'
