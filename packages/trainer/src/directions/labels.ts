import type { FaceDescription } from '../judge/describe-faces.ts'
import type { FaceColour } from './face-colour.ts'

export type SeenFace = FaceDescription & FaceColour

/**
 * What named directions are fitted to: numbers that classifiers read from a picture. They are guesses about pictures,
 * not facts about anybody.
 */
const named = {
  /** Probability of a smile. */
  smile: (face: SeenFace) => face.smile,
  /** Apparent age in years. */
  age: (face: SeenFace) => face.age,
  /** Probability that the face is taken for feminine rather than masculine. */
  feminine: (face: SeenFace) => face.feminine,
  /** Yaw in degrees, positive towards the right of the picture. */
  turn: (face: SeenFace) => face.pose.yaw,
  /** Positive where the left of the picture is lighter. */
  light: (face: SeenFace) => face.light,
} as const

/**
 * What no named direction should change: without these, in a set of warm studio portraits of the young, a smile brought
 * a tan, and feminine faces came out pale.
 */
const leftAlone = {
  brightness: (face: SeenFace) => face.brightness,
  warmth: (face: SeenFace) => face.warmth,
} as const

/** All that is measured on a face, those that give directions their names first. */
export const labels: readonly {
  readonly name: string
  readonly of: (face: SeenFace) => number
  /** Whether a direction is made of it. */
  readonly isNamed: boolean
}[] = [
  ...Object.entries(named).map(([name, of]) => ({ name, of, isNamed: true })),
  ...Object.entries(leftAlone).map(([name, of]) => ({ name, of, isNamed: false })),
]
