import { architectures, type ArchitectureName } from '../cnn/architectures.ts'
import { classicAugmentation } from '../cnn/augment-pictures.ts'
import type { CnnHead } from '../cnn/heads.ts'
import type { CnnPlan } from '../cnn/train-cnn.ts'

/** Of a batch, and of the real pictures in one where others are added. */
export const picturesPerBatch = 48

/** What all networks have in common. */
export function planFor(architecture: ArchitectureName, head: CnnHead, steps: number): CnnPlan {
  return {
    architecture: architectures[architecture],
    head,
    augmentation: classicAugmentation,
    steps,
    learningRate: 2e-3,
    weightDecay: 0.05,
  }
}
