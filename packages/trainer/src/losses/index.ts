import type { TrainConfig } from '../config.ts'
import type { GanLoss } from './gan-loss.ts'
import { nonSaturating, saturating } from './minimax.ts'

/** Every objective by the name that a config gives it. */
export const losses: Readonly<Record<TrainConfig['loss'], GanLoss>> = {
  'non-saturating': nonSaturating,
  saturating,
}
