import { DataError, loadDataset, openSource, type SkippedPicture } from '@facegan/trainer'
import { messageOf } from '@facegan/core'
import { alignFaces, largestFace } from './align/align-faces.ts'
import { RecognitionDataError } from './errors.ts'
import type { LabelledFaces } from './labelled-faces.ts'
import { peopleOf } from './people-of.ts'

export interface LoadPeopleOptions {
  /** Side in pixels to which pictures are brought. @default 64 */
  readonly size?: number | undefined
  /**
   * Pictures are whole photographs: the largest face of each is found, turned upright and cut out. Without it they are
   * tight crops already, and are only resized. @default false
   */
  readonly align?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  /** Things to know that are no errors. */
  readonly onMessage?: ((message: string) => void) | undefined
  /** Called after each picture that was aligned. */
  readonly onProgress?: ((done: number, total: number | undefined) => void) | undefined
}

/** Pictures of people, and those that could not be used. */
export interface LoadedPeople extends LabelledFaces {
  readonly skipped: readonly SkippedPicture[]
}

const folderHint = 'give each person a folder of pictures, such as people/ada/1.jpg and people/carl/1.jpg'

/**
 * Reads pictures of people, a folder for each person: people in ascending byte order of their folder's name, and each
 * one's pictures likewise, so that an index means the same picture everywhere.
 *
 * A picture that is no square loses what lies outside the square in its middle; it is never stretched, for then a face
 * would no longer have its own proportions. Pictures that lie in nobody's folder, and those that cannot be read, are
 * left out and named.
 *
 * @param path a folder, .tar, .tar.gz or .zip
 * @throws RecognitionDataError, also where there are fewer than two people; MissingFaceApiError with `align`
 */
export async function loadPeople(path: string, options: LoadPeopleOptions = {}): Promise<LoadedPeople> {
  const { size = 64, align = false, onMessage = () => {} } = options
  const { pixels, names, skipped } = await (align
    ? alignAll(path, size, options)
    : loadAll(path, size, options))
  // broken pictures count too when it is found out which folders are people's
  const placed = peopleOf([...names, ...skipped.map(({ name }) => name)])
  const order = Array.from(names.keys())
    .filter((i) => placed[i].person !== undefined)
    .toSorted((a, b) => Buffer.compare(placed[a].key, placed[b].key))
  const people = [...new Set(order.map((i) => placed[i].person!))]
  tell(placed, names, skipped, people, onMessage)
  if (people.length < 2) throw tooFew(path, people, names, skipped)

  const row = size * size * 3
  const sorted = new Uint8Array(order.length * row)
  order.forEach((from, to) => sorted.set(pixels.subarray(from * row, (from + 1) * row), to * row))
  const indexOf = new Map(people.map((person, i) => [person, i]))
  return {
    size,
    pixels: sorted,
    labels: Int32Array.from(order, (i) => indexOf.get(placed[i].person!)!),
    people,
    files: order.map((i) => names[i]),
    skipped,
  }
}

interface Pictures {
  readonly pixels: Uint8Array
  readonly names: readonly string[]
  readonly skipped: readonly SkippedPicture[]
}

async function loadAll(path: string, size: number, options: LoadPeopleOptions): Promise<Pictures> {
  const { signal, onMessage } = options
  return loadDataset([{ path, repeat: 1 }], { size, minimum: 0, signal, onMessage }).catch(explain)
}

async function alignAll(path: string, size: number, options: LoadPeopleOptions): Promise<Pictures> {
  const { signal, onProgress } = options
  const crops: Uint8Array[] = []
  const [names, skipped]: [string[], SkippedPicture[]] = [[], []]
  const source = await openSource(path).catch(explain)
  try {
    for await (const { name, read } of source.files()) {
      signal?.throwIfAborted()
      try {
        const face = largestFace(await alignFaces(await read(), { size, signal }))
        if (!face) throw new RecognitionDataError('no face was found', folderHint)
        crops.push(face.pixels)
        names.push(name)
      } catch (error) {
        const reading =
          error instanceof RecognitionDataError || (error instanceof Error && 'syscall' in error)
        if (!reading) throw error
        skipped.push({ name, reason: messageOf(error).replace(/\.$/, '') })
      }
      onProgress?.(names.length + skipped.length, source.total)
    }
  } catch (error) {
    explain(error)
  }
  return { pixels: new Uint8Array(Buffer.concat(crops)), names, skipped }
}

/** The trainer speaks of its own options. */
function explain(error: unknown): never {
  if (!(error instanceof DataError)) throw error
  const hint = error.hint && !error.hint.includes('--data') ? error.hint : folderHint
  throw new RecognitionDataError(error.message, hint, error)
}

function tell(
  placed: ReturnType<typeof peopleOf>,
  names: readonly string[],
  skipped: readonly SkippedPicture[],
  people: readonly string[],
  onMessage: (message: string) => void,
): void {
  const loose = names.filter((_, i) => placed[i].person === undefined)
  if (loose.length > 0)
    onMessage(`${some(loose.length)} nobody's folder and ${left(loose.length)} out, such as ${loose[0]}.`)
  if (skipped.length > 0)
    onMessage(
      `${skipped.length} of ${names.length + skipped.length} pictures could not be used: ` +
        `${skipped
          .slice(0, 3)
          .map(({ name, reason }) => `${name} (${reason})`)
          .join(', ')}` +
        `${skipped.length > 3 ? ', …' : ''}.`,
    )
  const known = new Set(people)
  const lost = new Set(
    placed.flatMap(({ person }) => (person === undefined || known.has(person) ? [] : [person])),
  )
  if (lost.size > 0) onMessage(`Nothing is left of ${[...lost].slice(0, 5).join(', ')}.`)
}

function some(count: number): string {
  return count === 1 ? '1 picture lies in' : `${count} pictures lie in`
}

function left(count: number): string {
  return count === 1 ? 'was left' : 'were left'
}

function tooFew(
  path: string,
  people: readonly string[],
  names: readonly string[],
  skipped: readonly SkippedPicture[],
): RecognitionDataError {
  if (names.length === 0)
    return new RecognitionDataError(
      skipped.length === 0
        ? `There are no pictures in ${path}.`
        : `None of the ${skipped.length} pictures in ${path} could be used, such as ${skipped[0].name}: ${skipped[0].reason}.`,
      folderHint,
    )
  if (people.length === 0)
    return new RecognitionDataError(
      `The ${names.length} pictures in ${path} lie in nobody's folder, such as ${names[0]}.`,
      folderHint,
    )
  return new RecognitionDataError(
    `There is one person in ${path}, ${people[0]}; telling people apart needs two at least.`,
    folderHint,
  )
}
