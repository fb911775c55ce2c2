import { Mt19937 } from '@facegan/core'
import type { LabelledFaces } from '../labelled-faces.ts'

/**
 * People who are a coarse grey pattern each, photographed with noise and in changing light: nobody's face, and easy to
 * tell apart or not, by `noise` in levels.
 */
export function syntheticPeople(
  people: number,
  perPerson: number,
  { size = 16, noise = 20, seed = 1 } = {},
): LabelledFaces {
  const random = new Mt19937(seed)
  const cells = 4
  const patterns = Array.from({ length: people }, () =>
    Array.from({ length: cells * cells }, () => 60 + 130 * random.double()),
  )
  const labels = Int32Array.from({ length: people * perPerson }, (_, i) => Math.floor(i / perPerson))
  const pixels = new Uint8Array(labels.length * size * size * 3)
  labels.forEach((person, picture) => {
    const light = 0.8 + 0.4 * random.double()
    for (let at = 0; at < size * size; at++) {
      const column = Math.floor(((at % size) * cells) / size)
      const line = Math.floor((Math.floor(at / size) * cells) / size)
      const level = patterns[person][line * cells + column] * light + noise * (2 * random.double() - 1)
      pixels.fill(
        Math.max(0, Math.min(255, level)),
        (picture * size * size + at) * 3,
        (picture * size * size + at + 1) * 3,
      )
    }
  })
  const names = Array.from({ length: people }, (_, i) => `p${i}`)
  return { size, pixels, labels, people: names, files: Array.from(labels, (p, i) => `${names[p]}/${i}.png`) }
}
