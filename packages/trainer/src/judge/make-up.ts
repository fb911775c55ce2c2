import type { FaceDescription } from './describe-faces.ts'

/** So many of the faces. */
export interface Part {
  readonly count: number
  /** 0 to 1. */
  readonly share: number
}

/** Who is in a set of faces, as shares for a model card. */
export interface MakeUp {
  readonly faces: number
  readonly medianAge: number
  /** Keys such as `18-29`, in years. */
  readonly ages: Readonly<Record<string, Part>>
  /** `unclear`: the classifier gave neither more than .7. */
  readonly genderPresentation: Readonly<Record<'feminine' | 'masculine' | 'unclear', Part>>
  readonly smiling: Part
  /** Turned by less than 15 degrees to either side. */
  readonly frontal: Part
  /** Lit evenly: neither half is more than half again as light as the other. */
  readonly evenlyLit: Part
  readonly caveat: string
}

/** First year of each band. */
const bands = [0, 18, 30, 45, 60]
const sure = 0.7

const caveat =
  'Guesses of small classifiers from small pictures, not knowledge about anybody: ages are off by several years, and gender is how a face presents to the classifier.'

/** Counts descriptions into the shares of a model card. */
export function makeUp(faces: readonly FaceDescription[]): MakeUp {
  const part = (belongs: (face: FaceDescription) => boolean): Part => {
    const count = faces.filter(belongs).length
    return { count, share: faces.length > 0 ? count / faces.length : 0 }
  }
  const ages: Record<string, Part> = {}
  bands.forEach((from, i) => {
    const to = bands[i + 1] ?? Infinity
    const name = to === Infinity ? `${from}+` : `${from}-${to - 1}`
    ages[name] = part(({ age }) => age < to && (age >= from || i === 0))
  })
  return {
    faces: faces.length,
    medianAge: median(faces.map(({ age }) => age)),
    ages,
    genderPresentation: {
      feminine: part(({ feminine }) => feminine > sure),
      masculine: part(({ feminine }) => 1 - feminine > sure),
      unclear: part(({ feminine }) => feminine <= sure && 1 - feminine <= sure),
    },
    smiling: part(({ smile }) => smile > 0.5),
    frontal: part(({ pose }) => Math.abs(pose.yaw) < 15),
    evenlyLit: part(({ light }) => Math.abs(light) < 0.2),
    caveat,
  }
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
