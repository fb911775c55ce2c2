import { Mt19937 } from '@facegan/core'
import type { LabelledFaces } from '../labelled-faces.ts'

export interface SyntheticPeopleOptions {
  /** @default 10 */
  readonly people?: number
  /** Pictures of each. @default 6 */
  readonly pictures?: number
  /** Side in pixels. @default 64 */
  readonly size?: number
  /** Of everything that is drawn. @default 0 */
  readonly seed?: number
}

/** Waves in the pattern that is a person. */
const waves = 12

/**
 * Pictures of people who are not even faces: each is a sum of slow waves, and each picture of one shifts it by up to a
 * pixel and a half, lights it from some side, and adds noise.
 */
export function syntheticPeople(options: SyntheticPeopleOptions = {}): LabelledFaces {
  const { people = 10, pictures = 6, size = 64, seed = 0 } = options
  const random = new Mt19937(seed)
  const between = (low: number, high: number) => low + (high - low) * random.double()
  const pixels = new Uint8Array(people * pictures * size * size * 3)
  let at = 0
  for (let person = 0; person < people; person++) {
    const pattern = Array.from({ length: waves }, () => ({
      across: between(-4, 4),
      down: between(-4, 4),
      phase: between(0, 2 * Math.PI),
      strength: between(0.3, 1),
    }))
    for (let picture = 0; picture < pictures; picture++) {
      const [shiftX, shiftY] = [between(-1.5, 1.5), between(-1.5, 1.5)]
      const [lightX, lightY] = [between(-0.5, 0.5), between(-0.5, 0.5)]
      for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++, at += 3) {
          const [u, v] = [(x + shiftX) / size, (y + shiftY) / size]
          let sum = 0
          for (const { across, down, phase, strength } of pattern)
            sum += strength * Math.cos(2 * Math.PI * (across * u + down * v) + phase)
          const light = 1 + lightX * (u - 0.5) + lightY * (v - 0.5)
          pixels.fill(clamp(light * (128 + 18 * sum) + between(-6, 6)), at, at + 3)
        }
      }
    }
  }
  const names = Array.from({ length: people }, (_, i) => `person-${String(i).padStart(3, '0')}`)
  const labels = Int32Array.from({ length: people * pictures }, (_, i) => Math.floor(i / pictures))
  return {
    size,
    pixels,
    labels,
    people: names,
    files: Array.from(labels, (person, i) => `${names[person]}/${i % pictures}.png`),
  }
}

function clamp(level: number): number {
  return Math.max(0, Math.min(255, Math.round(level)))
}
