import { createHash } from 'node:crypto'
import { InvalidOptionError } from '@facegan/core'
import { DataError } from '../errors.ts'
import { DecodedSource } from './decoded-source.ts'
import { isHeldOut } from './held-out.ts'
import { LoadReports, type LoadProgress } from './load-progress.ts'
import { PictureCache } from './picture-cache.ts'
import { PicturePile, type PictureSet } from './picture-pile.ts'

/** Where pictures come from, and how many times each is shown in an epoch. */
export interface DataSource {
  /** A folder, .tar, .tar.gz or .zip. */
  readonly path: string
  /** Whole number from 1 up: raises the share of a small set among large ones. */
  readonly repeat: number
}

/** A picture that could not be used. */
export interface SkippedPicture {
  readonly name: string
  readonly reason: string
}

/** The pictures to train on, and those that training never sees. */
export interface Dataset extends PictureSet {
  /** Side of a picture in pixels. */
  readonly size: number
  /** How many pictures to train on each source gave. */
  readonly countsBySource: readonly number[]
  /** What an epoch shows: indices into `pixels`, repeats included. */
  readonly epoch: Uint32Array
  /** Kept from training, to measure on. */
  readonly heldOut: PictureSet
  readonly skipped: readonly SkippedPicture[]
  /** SHA-256 of all pixels and the epoch: tells a resumed run whether its pictures are still the same. */
  readonly fingerprint: string
}

export interface LoadDatasetOptions {
  readonly size: number
  /** Fewer pictures to train on than this are an error. */
  readonly minimum: number
  /**
   * Share of the files, in [0, 1), that is kept from training: those with the lowest SHA-256, so that a picture stays on
   * its side whatever is added or taken away. Where this leaves fewer than `minimum` to train on, though all
   * together are enough, nothing is held out.
   *
   * @default 0
   */
  readonly heldOut?: number | undefined
  /** A folder for decoded pictures, see `pictureCacheFolder`. @default undefined: nothing is kept for the next time */
  readonly cache?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Called now and then while many pictures load. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined
  /** Things to know that are no errors. */
  readonly onMessage?: ((message: string) => void) | undefined
}

/**
 * Reads and decodes every picture of the sources. A broken one is skipped and named, never fatal.
 *
 * @throws DataError when nothing is there, or fewer usable pictures than `minimum`; InvalidOptionError
 */
export async function loadDataset(
  sources: readonly DataSource[],
  options: LoadDatasetOptions,
): Promise<Dataset> {
  const { size, minimum, heldOut: share = 0, signal, onProgress = () => {}, onMessage = () => {} } = options
  if (!(share >= 0 && share < 1)) throw new InvalidOptionError('heldOut', 'at least 0 and below 1', share)
  const cache = new PictureCache(options.cache, onMessage)
  let training = new PicturePile(size)
  let heldOut = new PicturePile(size)
  const skipped: SkippedPicture[] = []

  const opened: DecodedSource[] = []
  try {
    for (const { path } of sources) opened.push(await DecodedSource.open(path, size, cache))
    const reports = new LoadReports(sum(opened.map(({ total }) => total)), onProgress)
    let position = 0
    for (const [sourceIndex, source] of opened.entries()) {
      for await (const { name, hash, picture, reason = '' } of source.files()) {
        signal?.throwIfAborted()
        if (!picture) skipped.push({ name, reason })
        else (isHeldOut(hash, share) ? heldOut : training).add(picture, { name, sourceIndex, position })
        position++
        reports.next()
      }
    }
    reports.end()
  } finally {
    for (const source of opened) await source.close()
  }

  const usable = training.count + heldOut.count
  if (usable < minimum) throw tooFew(usable, sources, minimum, skipped)
  if (training.count < minimum) {
    onMessage('There are too few pictures to hold some out: all of them are trained on.')
    training = training.with(heldOut)
    heldOut = new PicturePile(size)
  }
  return { size, ...fixed(training.set(), heldOut.set(), sources), skipped }
}

export function describe({ name, reason }: SkippedPicture): string {
  return `${name}: ${reason}`
}

function fixed(training: PictureSet, heldOut: PictureSet, sources: readonly DataSource[]) {
  const countsBySource = sources.map(() => 0)
  const shown: number[] = []
  training.sourceIndices.forEach((source, picture) => {
    countsBySource[source]++
    for (let r = 0; r < sources[source].repeat; r++) shown.push(picture)
  })
  const epoch = Uint32Array.from(shown)
  const hash = createHash('sha256')
  for (const part of [training.pixels, epoch, heldOut.pixels]) hash.update(`${part.length}\n`).update(part)
  return { ...training, heldOut, countsBySource, epoch, fingerprint: hash.digest('hex') }
}

function tooFew(
  usable: number,
  sources: readonly DataSource[],
  minimum: number,
  skipped: readonly SkippedPicture[],
): DataError {
  const broken =
    skipped.length > 0 ? `; ${skipped.length} could not be used, such as ${describe(skipped[0])}` : ''
  return new DataError(
    `Found ${usable} usable pictures in ${sources.map(({ path }) => path).join(', ')}; ` +
      `a batch needs ${minimum}${broken}.`,
    'add pictures (JPEG, PNG or WebP), or lower --batch-size',
  )
}

/** Undefined when one of them is. */
function sum(totals: readonly (number | undefined)[]): number | undefined {
  return totals.reduce(
    (all, total) => (all === undefined || total === undefined ? undefined : all + total),
    0,
  )
}
