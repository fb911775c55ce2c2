import { pickFaces, type LabelledFaces } from './labelled-faces.ts'

/** Those pictures, in that order, with only the people who are in them, in the order in which they were. */
export function pickPeople(faces: LabelledFaces, indices: readonly number[]): LabelledFaces {
  const picked = pickFaces(faces, indices)
  const present = [...new Set(picked.labels)].toSorted((a, b) => a - b)
  const numberOf = new Map(present.map((person, i) => [person, i]))
  return {
    ...picked,
    people: present.map((person) => faces.people[person]),
    labels: picked.labels.map((person) => numberOf.get(person)!),
  }
}
