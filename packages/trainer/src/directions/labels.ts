import type { FaceDescription } from '../judge/describe-faces.ts'

/**
 * What named directions are fitted to: numbers that classifiers read from a picture. They are guesses about pictures,
 * not facts about anybody.
 */
export const labels = {
  /** Probability of a smile. */
  smile: ({ smile }: FaceDescription) => smile,
  /** Apparent age in years. */
  age: ({ age }: FaceDescription) => age,
  /** Probability that the face is taken for feminine rather than masculine. */
  feminine: ({ feminine }: FaceDescription) => feminine,
  /** Yaw in degrees, positive towards the right of the picture. */
  turn: ({ pose }: FaceDescription) => pose.yaw,
  /** Positive where the left of the picture is lighter. */
  light: ({ light }: FaceDescription) => light,
} as const

export type LabelName = keyof typeof labels
export const labelNames = Object.keys(labels) as LabelName[]
