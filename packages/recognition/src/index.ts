export { FaceganError } from '@facegan/core'
export { alignFaces, largestFace, type AlignedFace, type AlignOptions } from './align/align-faces.ts'
export type { Crop, FivePoints } from './align/five-points.ts'
export { isWholePhoto, shareOfFaces } from './align/looks-aligned.ts'
export type { Point } from './align/similarity.ts'
export { distances, type DistanceName } from './distances.ts'
export * from './errors.ts'
export { pickFaces, type LabelledFaces } from './labelled-faces.ts'
export { loadPeople, type LoadedPeople, type LoadPeopleOptions } from './load-people.ts'
export {
  identify,
  trainPeopleModel,
  verifyPair,
  type Candidate,
  type Identification,
  type PairVerdict,
  type PeopleModel,
} from './people-model.ts'
export { noFace, readFaces, type FaceOfPicture, type ReadFacesOptions } from './read-faces.ts'
export type { FaceFeatures, FeatureState, FitOptions, Recogniser, StateTensor } from './recogniser.ts'
export { loadRecogniser, saveRecogniser } from './recogniser-file.ts'
export { recognisers } from './recognisers/index.ts'
export { measureThresholds, type Threshold, type ThresholdOptions, type Thresholds } from './thresholds.ts'
export { distancesToPeople, trainRecogniser, type TrainedRecogniser } from './trained-recogniser.ts'
