import { loadGenerator } from '@facegan/node'
import sharp, { type Sharp } from 'sharp'
import type { LabelledFaces } from '../labelled-faces.ts'

/** Side of a face of the built-in model, and how its tight crops are cut. */
const side = 64

/**
 * People who exist nowhere: a person is a seed, their pictures are small moves of it towards other seeds.
 *
 * @param pictures of each person
 */
export async function generatedPeople(people: number, pictures: number, first = 100): Promise<LabelledFaces> {
  await using generator = await loadGenerator()
  const crops: Uint8Array[] = []
  for (let person = 0; person < people; person++)
    for (let picture = 0; picture < pictures; picture++) {
      const other = 5000 + person * pictures + picture
      const { data } = await generator.mix(first + person, other, picture === 0 ? 0 : 0.12)
      crops.push(Uint8Array.from(data.filter((_, i) => i % 4 !== 3)))
    }
  const names = Array.from({ length: people }, (_, person) => `person-${String(person).padStart(2, '0')}`)
  return {
    size: side,
    pixels: new Uint8Array(Buffer.concat(crops)),
    labels: Int32Array.from(crops, (_, i) => Math.floor(i / pictures)),
    people: names,
    files: crops.map((_, i) => `${names[Math.floor(i / pictures)]}/${i % pictures}.png`),
  }
}

/** One picture of them, ready to be written or pasted. */
export function pictureOf({ size, pixels }: LabelledFaces, index: number): Sharp {
  const row = size * size * 3
  return sharp(pixels.subarray(index * row, (index + 1) * row), {
    raw: { width: size, height: size, channels: 3 },
  })
}
