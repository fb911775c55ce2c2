export { animation } from './animation.ts'
export type { AssetOptions } from './assets.ts'
export type { ConcreteDevice, Device } from './devices.ts'
export type { DownloadProgress } from './download.ts'
export { WorkerScriptError } from './errors.ts'
export { WebFace, type DrawOptions } from './face.ts'
export type { AnimationOptions, PictureType, ToBlobOptions } from './file-options.ts'
export { generateFaces } from './generate-faces.ts'
export { loadGenerator, type WebFaceGenerator } from './load-generator.ts'
export type { LoadOptions } from './load-options.ts'
export { NotEncodedError } from './not-encoded-error.ts'
export { probeDevices } from './probe-devices.ts'
export type { GenerateFacesOptions } from './split-options.ts'
export { streamFaces } from './stream-faces.ts'
export { verifyFace } from './verify-face.ts'

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
  type InterpolateOptions,
  type Mix,
  type ModelManifest,
  type PixelDifference,
  type Progress,
  type SeedsInput,
  type Verdict,
  type Verification,
} from '@facegan/core'
