import type { GanLoss } from './gan-loss.ts'
import { hinge } from './hinge.ts'
import { leastSquares } from './least-squares.ts'
import { nonSaturating, saturating } from './minimax.ts'
import { relativistic } from './relativistic.ts'
import { wasserstein } from './wasserstein.ts'

/** Every objective by the name that a config gives it. */
export const losses = {
  'non-saturating': nonSaturating,
  saturating,
  'least-squares': leastSquares,
  hinge,
  wasserstein,
  relativistic,
} as const satisfies Readonly<Record<string, GanLoss>>

export type LossName = keyof typeof losses
