import { InvalidOptionError } from '@facegan/core'
import { distances } from './distances.ts'
import { RecognitionDataError } from './errors.ts'
import type { LabelledFaces } from './labelled-faces.ts'
import type { FitOptions } from './recogniser.ts'
import { foldsOf } from './threshold-folds.ts'
import { distancesToPeople, trainRecogniser, type TrainedRecogniser } from './trained-recogniser.ts'

/** Where "the same person" ends. Rates are shares, 0 to 1, as measured on the training pictures. */
export interface Threshold {
  /** Only distances below it count as the same person. */
  readonly distance: number
  /** Comparisons with the wrong person, or pictures of strangers, and the share of them below. */
  readonly impostors: number
  readonly falseMatchRate: number
  /** Comparisons with the right person, and the share of them not below; null where nobody has two pictures. */
  readonly genuine: number
  readonly falseNonMatchRate: number | null
}

/** Both questions have their own: among many people a stranger finds somebody alike more easily than in one pair. */
export interface Thresholds {
  /** "Who is it?": strangers are held against everybody known. */
  readonly identification: Threshold
  /** "Is it the same person?": pairs of pictures. */
  readonly verification: Threshold
}

export interface ThresholdOptions extends FitOptions {
  /** The share of strangers, above 0 and below 1, that may be taken for somebody known. @default 0.01 */
  readonly falseMatchRate?: number | undefined
}

/** Distances to right and wrong people. */
export interface Trials {
  readonly genuine: number[]
  readonly impostors: number[]
}

/** More pictures than this change a percentile no more. */
const enough = 2000

/**
 * Finds thresholds from training pictures alone, each held against what was made without it.
 *
 * A recogniser that learned elsewhere: each picture against all others; for "who is it?", strangers are the pictures
 * of a person while that person is taken out. One that learns: five times a fifth of the people is kept out as strangers,
 * and a fifth of the others' pictures to be recognised; it learns from the rest. The threshold is the largest distance below
 * which at most `falseMatchRate` of the wrong comparisons lie, and none of them where there are fewer than a hundred. What
 * is known from elsewhere (`pretrained`) only lowers it. Where everybody has one picture, it is found all the same, and
 * nothing is known about how often the right person is missed.
 *
 * @returns undefined where a recogniser that learns has fewer than three people, or too few pictures of them
 * @throws InvalidOptionError
 */
export async function measureThresholds(
  trained: TrainedRecogniser,
  faces: LabelledFaces,
  options: ThresholdOptions = {},
): Promise<Thresholds | undefined> {
  const { falseMatchRate = 0.01 } = options
  if (!(falseMatchRate > 0 && falseMatchRate < 1))
    throw new InvalidOptionError('falseMatchRate', 'a share above 0 and below 1', falseMatchRate)
  const { pretrained } = trained.recogniser
  const trials = pretrained ? leaveOneOut(trained) : await crossFitted(trained, faces, options)
  if (!trials) return undefined
  return {
    identification: thresholdOf(trials.identification, falseMatchRate, pretrained?.identification),
    verification: thresholdOf(trials.verification, falseMatchRate, pretrained?.verification),
  }
}

/** @param atMost a distance that the threshold never exceeds */
export function thresholdOf({ genuine, impostors }: Trials, rate: number, atMost = Infinity): Threshold {
  const sorted = impostors.toSorted((a, b) => a - b)
  const distance = Math.min(sorted[Math.floor(rate * sorted.length)], atMost)
  const share = (values: number[]) => values.filter((value) => value < distance).length / values.length
  return {
    distance,
    impostors: impostors.length,
    falseMatchRate: share(impostors),
    genuine: genuine.length,
    falseNonMatchRate: genuine.length === 0 ? null : 1 - share(genuine),
  }
}

interface BothTrials {
  readonly identification: Trials
  readonly verification: Trials
}

function leaveOneOut({ features, labels, gallery }: TrainedRecogniser): BothTrials {
  const every = Math.max(1, Math.ceil(labels.length / enough))
  const chosen = Array.from(labels.keys()).filter((i) => i % every === 0)
  const { width } = features
  const vectors = new Float32Array(chosen.length * width)
  chosen.forEach((from, to) => vectors.set(gallery.subarray(from * width, (from + 1) * width), to * width))
  const pairs = distances[features.distance](vectors, gallery, width)
  const identification: Trials = { genuine: [], impostors: [] }
  const verification: Trials = { genuine: [], impostors: [] }
  chosen.forEach((query, at) => {
    let [own, others] = [Infinity, Infinity]
    labels.forEach((label, known) => {
      if (known === query) return
      const distance = pairs[at * labels.length + known]
      const same = label === labels[query]
      if (same) own = Math.min(own, distance)
      else others = Math.min(others, distance)
      if (known > query) (same ? verification.genuine : verification.impostors).push(distance)
    })
    identification.impostors.push(others)
    if (own < Infinity) identification.genuine.push(own < others ? own : Infinity)
  })
  return { identification, verification }
}

async function crossFitted(
  { recogniser }: TrainedRecogniser,
  faces: LabelledFaces,
  options: ThresholdOptions,
): Promise<BothTrials | undefined> {
  const identification: Trials = { genuine: [], impostors: [] }
  const verification: Trials = { genuine: [], impostors: [] }
  const folds = foldsOf(faces, recogniser.picturesPerPerson)
  for (const [n, { known, tests, strangers }] of folds.entries()) {
    options.signal?.throwIfAborted()
    const onProgress = (share: number) => options.onProgress?.((n + share) / folds.length)
    const trained = await trainRecogniser(recogniser, known, { ...options, onProgress }).catch(
      (error: unknown) => {
        if (error instanceof RecognitionDataError) return undefined // a part is too few where the whole was enough
        throw error
      },
    )
    if (!trained) return undefined
    const people = known.people.length
    ;(await rows(trained, strangers)).forEach((row) => identification.impostors.push(Math.min(...row)))
    ;(await rows(trained, tests)).forEach((row, i) => {
      const own = row[tests.labels[i]]
      identification.genuine.push(own <= Math.min(...row) ? own : Infinity)
    })
    await addPairs(verification, trained, [tests, strangers], people)
    trained.features.dispose()
  }
  return identification.impostors.length > 0 ? { identification, verification } : undefined
}

async function rows(trained: TrainedRecogniser, faces: LabelledFaces): Promise<Float32Array[]> {
  if (faces.labels.length === 0) return []
  const all = await distancesToPeople(trained, faces.pixels)
  const width = trained.people.length
  return Array.from(faces.labels, (_, i) => all.subarray(i * width, (i + 1) * width))
}

/** @param offset added to the labels of the second set, whose people are others */
async function addPairs(
  { genuine, impostors }: Trials,
  { features }: TrainedRecogniser,
  [tests, strangers]: readonly [LabelledFaces, LabelledFaces],
  offset: number,
): Promise<void> {
  const pixels = new Uint8Array(tests.pixels.length + strangers.pixels.length)
  pixels.set(tests.pixels)
  pixels.set(strangers.pixels, tests.pixels.length)
  const labels = [...tests.labels, ...strangers.labels.map((label) => label + offset)]
  const every = Math.max(1, Math.ceil(labels.length / enough))
  const vectors = await features.embed(pixels)
  const pairs = distances[features.distance](vectors, vectors, features.width)
  for (let a = 0; a < labels.length; a += every)
    for (let b = a + every; b < labels.length; b += every)
      (labels[a] === labels[b] ? genuine : impostors).push(pairs[a * labels.length + b])
}
