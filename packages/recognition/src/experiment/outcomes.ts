/** The three claims that are made for generated faces. */
export type Claim = 'accuracy' | 'features' | 'overfitting'

/** What is asked of every arm, and which way is better. */
export const outcomes = {
  rank1: { title: 'Rank-1 accuracy', short: 'Rank 1', claim: 'accuracy', better: 'higher', share: true },
  testAccuracy: {
    title: 'Accuracy of the last layer',
    short: 'Last layer',
    claim: 'accuracy',
    better: 'higher',
    share: true,
  },
  unseenAuc: {
    title: 'Verification of unseen people, AUC',
    short: 'AUC, unseen',
    claim: 'features',
    better: 'higher',
    share: true,
  },
  auc: {
    title: 'Verification of test pictures, AUC',
    short: 'AUC, test',
    claim: 'features',
    better: 'higher',
    share: true,
  },
  gap: {
    title: 'Training less test accuracy',
    short: 'Gap',
    claim: 'overfitting',
    better: 'lower',
    share: true,
  },
  calibration: {
    title: 'Calibration error',
    short: 'Calibration',
    claim: 'overfitting',
    better: 'lower',
    share: true,
  },
  testLoss: {
    title: 'Test loss, nats',
    short: 'Test loss',
    claim: 'overfitting',
    better: 'lower',
    share: false,
  },
} as const

export type OutcomeName = keyof typeof outcomes

export const outcomeNames = Object.keys(outcomes) as readonly OutcomeName[]
