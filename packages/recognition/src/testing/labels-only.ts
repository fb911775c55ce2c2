import type { LabelledFaces } from '../labelled-faces.ts'

/** Faces of one pixel whose level is their index, for tests of what happens to labels. */
export function labelsOnly(labels: readonly number[]): LabelledFaces {
  const people = Array.from({ length: Math.max(...labels) + 1 }, (_, i) => `p${i}`)
  return {
    size: 1,
    pixels: Uint8Array.from(labels.flatMap((_, i) => [i, i, i])),
    labels: Int32Array.from(labels),
    people,
    files: labels.map((person, i) => `${people[person]}/${i}.png`),
  }
}
