import type { Face } from './face.ts'
import type { SyntheticLabel } from './label.ts'

/** Which model made a face. */
export interface FaceModel {
  readonly name: string
  /** SHA-256 of its ONNX file. */
  readonly sha256: string
}

/** A face that a label can be written of. */
export interface FaceOfModel extends Face {
  readonly model: FaceModel
}

/** What the file of one face says of itself. */
export function labelOf({ seed, mix, edit, truncation, model }: FaceOfModel): SyntheticLabel {
  return { seed, mix, edit, truncation, modelName: model.name, modelSha256: model.sha256 }
}
