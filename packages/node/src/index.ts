export { animation, type AnimationOptions } from './animation.ts'
export { contactSheet, type ContactSheetOptions } from './contact-sheet.ts'
export type { ConcreteDevice, Device } from './devices.ts'
export type { EncodeOptions } from './encode.ts'
export { FileNotWrittenError } from './file-not-written.ts'
export { NodeFace, type ToFileOptions } from './face.ts'
export { generateFaces } from './generate-faces.ts'
export { clearModels, listModels, type KnownModel } from './known-models.ts'
export { loadGenerator, type NodeFaceGenerator } from './load-generator.ts'
export type { LoadOptions } from './load-options.ts'
export type { ModelSource } from './model-source.ts'
export { probeDevices } from './probe-devices.ts'
export { readModel } from './read-model.ts'
export type { GenerateFacesOptions } from './split-options.ts'
export type { DownloadProgress } from './remote/download.ts'
export { OfflineError } from './remote/errors.ts'
export { OtherDatasetError } from './other-dataset-error.ts'
export type { Part } from './shard-plan.ts'
export { streamFaces } from './stream-faces.ts'
export { tarFaces, type TarFacesOptions } from './tar-faces.ts'
export { verifyFace } from './verify-face.ts'
export { writeFaces, type WriteFacesOptions } from './write-faces.ts'
export { makeFolder, writeFileAtomically } from './write-file.ts'
export type { WriteShardsOptions, WrittenShard, WrittenShards } from './shard-options.ts'
export { writeShards } from './write-shards.ts'
export type { IndexOptions, WrittenFace } from './written-face.ts'

export {
  DisposedError,
  FaceganError,
  InvalidManifestError,
  InvalidModelError,
  InvalidOptionError,
  ModelCorruptError,
  ModelNotFoundError,
  NoDeviceError,
  SeedSequence,
  TooManyFacesError,
  WorkerCrashedError,
  latentsOf,
  parseManifest,
  seedOfText,
  type DeviceAttempt,
  type DeviceChange,
  type DeviceReport,
  type Direction,
  type Edit,
  type Face,
  type FaceGenerator,
  type FaceModel,
  type FaceRecipe,
  type FaceSettings,
  type GenerateOptions,
  type ImageFormat,
  type InterpolateOptions,
  type Mix,
  type ModelManifest,
  type PixelDifference,
  type Progress,
  type SeedsInput,
  type Verdict,
  type Verification,
} from '@facegan/core'
