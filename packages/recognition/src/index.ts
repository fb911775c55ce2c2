export { FaceganError } from '@facegan/core'
export type {
  BenchmarkEstimate,
  BenchmarkOptions,
  BenchmarkProgress,
  BenchmarkSet,
} from './benchmark/benchmark-options.ts'
export type { BenchmarkCell, ClosedCell, OpenCell } from './benchmark/cells.ts'
export type {
  BenchmarkReport,
  ChosenRow,
  ClosedRow,
  ColumnReport,
  MethodReport,
  OpenRow,
  SetReport,
  VerificationMeans,
  ToldApart,
} from './benchmark/benchmark-report.ts'
export { runBenchmark } from './benchmark/run-benchmark.ts'
export { openCells, type Cells } from './cells/cells.ts'
export { alignFaces, largestFace, type AlignedFace, type AlignOptions } from './align/align-faces.ts'
export type { Crop, FivePoints } from './align/five-points.ts'
export { isWholePhoto, shareOfFaces } from './align/looks-aligned.ts'
export type { Point } from './align/similarity.ts'
export { distances, type DistanceName } from './distances.ts'
export * from './errors.ts'
export { arms, type Arm, type ArmChanges, type ArmContext, type SourceName } from './experiment/arms.ts'
export type { ExperimentOptions, ExperimentProgress, ExperimentSet } from './experiment/experiment-options.ts'
export { outcomeNames, outcomes, type Claim, type OutcomeName } from './experiment/outcomes.ts'
export type {
  ArmDifference,
  ArmReport,
  DesignReport,
  ExperimentReport,
  Verdict,
} from './experiment/report-types.ts'
export type { FaceSource } from './experiment/face-source.ts'
export { availableArms, runExperiment } from './experiment/run-experiment.ts'
export type { ArmCell } from './experiment/train-task.ts'
export { pickFaces, type LabelledFaces } from './labelled-faces.ts'
export { detectAndIdentify } from './protocols/detect-and-identify.ts'
export { cumulativeMatch, shareWithin, type CumulativeMatch } from './protocols/cumulative-match.ts'
export { openSetSplitOf, type OpenSetSplitOptions } from './protocols/open-set-split.ts'
export { acceptedAt, rocLevels, verificationOf, type Verification } from './protocols/roc.ts'
export { splitIndices, splitOf, type Split, type SplitIndices, type SplitOptions } from './protocols/split.ts'
export { hasBothPairs, verifyAgainstPeople, verifyAllPairs } from './protocols/verification.ts'
export { loadStrangers } from './load-strangers.ts'
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
export { calibration, type Calibration, type CalibrationBin } from './statistics/calibration.ts'
export { holm } from './statistics/holm.ts'
export { meanInterval, type MeanInterval } from './statistics/mean-interval.ts'
export { comparePaired, type PairedComparison } from './statistics/paired-comparison.ts'
