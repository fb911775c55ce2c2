export { contactSheet, type ContactSheetOptions } from './contact-sheet.ts'
export type { DeviceChange } from './device-runner.ts'
export type { ConcreteDevice, Device } from './devices.ts'
export type { EncodeOptions, ImageFormat } from './encode.ts'
export { NodeFace, type FaceModel, type ToFileOptions } from './face.ts'
export { generateFaces } from './generate-faces.ts'
export { loadGenerator, type NodeFaceGenerator } from './load-generator.ts'
export type { LoadOptions } from './load-options.ts'
export { probeDevices } from './probe-devices.ts'
export type { GenerateFacesOptions } from './split-options.ts'
export { streamFaces } from './stream-faces.ts'
export { FileNotWrittenError } from './write-file.ts'

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
  type DeviceReport,
  type Direction,
  type Edit,
  type Face,
  type FaceGenerator,
  type FaceRecipe,
  type FaceSettings,
  type GenerateOptions,
  type InterpolateOptions,
  type Mix,
  type ModelManifest,
  type Progress,
  type SeedsInput,
} from '@facegan/core'
