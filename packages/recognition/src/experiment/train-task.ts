import type { CnnPlan } from '../cnn/train-cnn.ts'
import type { LabelledFaces } from '../labelled-faces.ts'
import type { ArmChanges } from './arms.ts'

/** All that a process needs to train one network and to try it; plain data, so that it can be sent. */
export interface TrainTask {
  readonly plan: CnnPlan
  readonly train: LabelledFaces
  readonly test: LabelledFaces
  /** People whom training has never seen, for verification. */
  readonly unseen: LabelledFaces | undefined
  readonly changes: ArmChanges
  readonly seed: number
}

/** How one network did. Shares are in [0, 1]. */
export interface ArmCell {
  /** Rank 1 of test pictures: the nearest of the pictures learned from. */
  readonly rank1: number
  /** Share of pictures that the network's last layer names right: of those learned from, and of test pictures. */
  readonly trainAccuracy: number
  readonly testAccuracy: number
  /** Mean of -log of the probability of the right person, in nats. */
  readonly trainLoss: number
  readonly testLoss: number
  /** Expected calibration error of test pictures. */
  readonly calibration: number
  /** Area under the ROC of all pairs of test pictures, and of pictures of people whom training has not seen. */
  readonly auc: number
  readonly unseenAuc: number | null
  readonly cpuSeconds: number
  readonly seconds: number
}
