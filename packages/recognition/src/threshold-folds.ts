import { pickFaces, type LabelledFaces } from './labelled-faces.ts'

/** One way to play a day of use with training pictures alone. */
export interface Fold {
  /** To learn from. */
  readonly known: LabelledFaces
  /** Other pictures of the same people; labels are those of `known`. */
  readonly tests: LabelledFaces
  /** Pictures of people who are not among `known`; labels of their own. */
  readonly strangers: LabelledFaces
}

const most = 5

/**
 * Every person is a stranger once, and every picture that can be spared is a test up to once.
 *
 * @param keep pictures that must be left of each known person
 * @returns none where fewer than two people would be left to know
 */
export function foldsOf(faces: LabelledFaces, keep: number): Fold[] {
  const people = [...new Set(faces.labels)]
  const count = Math.min(most, people.length)
  if (people.length - Math.ceil(people.length / count) < 2) return []
  return Array.from({ length: count }, (_, fold) => {
    const [known, tests, strangers]: [number[], number[], number[]] = [[], [], []]
    people.forEach((person, p) => {
      const pictures = Array.from(faces.labels.keys()).filter((i) => faces.labels[i] === person)
      if (p % count === fold) return strangers.push(...pictures)
      const spared = pictures
        .filter((_, n) => n % count === fold)
        .slice(0, Math.max(0, pictures.length - keep))
      tests.push(...spared)
      known.push(...pictures.filter((i) => !spared.includes(i)))
    })
    const names = (indices: number[]) => [...new Set(indices.map((i) => faces.labels[i]))]
    return {
      known: renumbered(pickFaces(faces, known), names(known)),
      tests: renumbered(pickFaces(faces, tests), names(known)),
      strangers: renumbered(pickFaces(faces, strangers), names(strangers)),
    }
  })
}

/** Those people alone, numbered from 0. */
function renumbered(faces: LabelledFaces, labels: readonly number[]): LabelledFaces {
  const places = new Map(labels.map((label, place) => [label, place]))
  return {
    ...faces,
    people: labels.map((label) => faces.people[label]),
    labels: faces.labels.map((label) => places.get(label)!),
  }
}
