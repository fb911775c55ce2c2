import { dirname } from 'node:path/posix'
import { loadDataset } from '@facegan/trainer'
import { RecognitionDataError } from './errors.ts'
import type { LabelledFaces } from './labelled-faces.ts'

export interface LoadPeopleOptions {
  /** Side in pixels to which pictures are brought. @default 64 */
  readonly size?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Things to know that are no errors. */
  readonly onMessage?: ((message: string) => void) | undefined
}

/**
 * Reads pictures of people, a folder for each person: people in ascending byte order of their folder's name, and each
 * one's pictures likewise, so that an index means the same picture everywhere.
 *
 * @param path a folder, .tar, .tar.gz or .zip
 * @throws RecognitionDataError
 */
export async function loadPeople(path: string, options: LoadPeopleOptions = {}): Promise<LabelledFaces> {
  const { size = 64, signal, onMessage } = options
  const { pixels, names } = await loadDataset([{ path, repeat: 1 }], { size, minimum: 1, signal, onMessage })
  const order = names.map((_, i) => i).toSorted((a, b) => Buffer.compare(keyOf(names[a]), keyOf(names[b])))
  const people = [...new Set(order.map((i) => dirname(names[i])))]
  if (people.length < 2)
    throw new RecognitionDataError(
      `There is ${people.length} person in ${path}; telling people apart needs two at least.`,
      'give each person a folder of pictures, such as people/ada/1.jpg and people/carl/1.jpg',
    )
  const row = size * size * 3
  const sorted = new Uint8Array(order.length * row)
  order.forEach((from, to) => sorted.set(pixels.subarray(from * row, (from + 1) * row), to * row))
  const indexOf = new Map(people.map((person, i) => [person, i]))
  return {
    size,
    pixels: sorted,
    labels: Int32Array.from(order, (i) => indexOf.get(dirname(names[i]))!),
    people,
    files: order.map((i) => names[i]),
  }
}

/** A folder's name sorts before everything in it, whatever characters follow. */
function keyOf(name: string): Buffer {
  return Buffer.from(name.replaceAll('/', '\0'))
}
