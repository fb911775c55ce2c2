import { setImmediate } from 'node:timers/promises'
import { InvalidOptionError } from '@facegan/core'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { DataError } from '../errors.ts'
import { densityCoverage } from './density-coverage.ts'
import { discriminatorCheck, type DiscriminatorCheck } from './discriminator-check.ts'
import { pairwiseMsSsim } from './diversity.ts'
import type { Candidate, Evaluation, Protocol, Scores } from './evaluation.ts'
import { evenlySpaced, interleavedBlocks, pickPictures } from './evenly-spaced.ts'
import { countPictures, pickFeatures, readFeatures, type Features, type FeatureSpace } from './features.ts'
import { FrechetReference } from './frechet.ts'
import { KidReference } from './kid.ts'
import { memorisation } from './memorisation.ts'
import { msSsimScales } from './ms-ssim.ts'
import { samplePcaGaussian } from './pca-gaussian.ts'
import { fitPixelPca } from './pca.ts'
import { pixelPcaSpace } from './pixel-pca-space.ts'
import { precisionRecall } from './precision-recall.ts'
import { randomConvSpace } from './random-conv-space.ts'
import { standardiser } from './standardise.ts'
import { sampleUniformNoise } from './uniform-noise.ts'

/** Draws the faces of these seeds: [N,H,W,3] levels in their order. */
export type Generate = (seeds: readonly number[]) => Promise<Uint8Array>

export interface EvaluateOptions {
  readonly generate: Generate
  /** What the model learned from: [N,H,W,3] levels. */
  readonly training: Uint8Array
  /** Real pictures of the same kind that it did not learn from: [N,H,W,3] levels. */
  readonly heldOut: Uint8Array
  /** Side of a picture in pixels. */
  readonly size: number
  /** Faces to draw, of seeds 0 to count - 1. Integer >= 16. @default 1000 */
  readonly count?: number | undefined
  /** Feature spaces beside `random-conv` and `pixel-pca`, such as a face embedding. */
  readonly spaces?: readonly FeatureSpace[] | undefined
  /** Other models, measured on as many faces. */
  readonly compare?: readonly { readonly name: string; readonly generate: Generate }[] | undefined
  /** The model's discriminator: [N,H,W,3] levels to N logits, high for real. */
  readonly discriminate?: ((pixels: Uint8Array) => Promise<Float32Array>) | undefined
  /** Share of pictures, 0 to 1, on which a detector finds exactly one face. */
  readonly detectFaces?: ((pixels: Uint8Array) => Promise<number>) | undefined
  /** Stops between two measurements; the promise rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined
  readonly onMessage?: ((message: string) => void) | undefined
}

const defaultCount = 1000
/** Fewer pictures than this on a side say nothing. */
const minimumPictures = 16
const drawnAtOnce = 100
const kidReferenceLimit = 5000
const matchedBlockLimit = 4
/** Enough for a recognisable blur of a face. */
const pcaComponents = 256
/** Of the anchors' draws. */
const anchorSeed = 1

/**
 * Measures a generator against its training pictures, beside what the same numbers are for real pictures that it never
 * saw (the floor), for a Gaussian in pixel space and for noise.
 *
 * Every feature is standardised on the training pictures. KID uses every picture. What depends on the number of pictures (Fréchet distance, precision, recall, density,
 * coverage) is computed on sets of one size, that of the smallest set there is, so that model and anchors can be
 * compared.
 *
 * @throws InvalidOptionError, DataError on too few pictures, NativeBackendError
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  const { training, heldOut, size, count = defaultCount, signal, onMessage = () => {} } = options
  const counts = checkCounts(training, heldOut, size, count)
  const models = [{ name: 'generated', generate: options.generate }, ...(options.compare ?? [])]
  checkNames(models)
  await useNativeBackend()
  const begun = performance.now()

  async function next(message: string): Promise<void> {
    onMessage(message)
    await setImmediate() // native work blocks: let signals and timers in
    signal?.throwIfAborted()
  }

  const matchedCount = Math.min(count, counts.training, counts.heldOut)
  const protocol: Protocol = {
    kidReference: Math.min(counts.training, kidReferenceLimit),
    matchedCount,
    matchedBlocks: Math.min(matchedBlockLimit, Math.floor(counts.training / matchedCount)),
    msSsimScales: msSsimScales(size),
    seeds: `0-${count - 1}`,
  }

  // Pictures: the models', and the anchors'
  await next('Fitting the pixel Gaussian …')
  const pca = fitPixelPca(training, size * size * 3, pcaComponents)
  try {
    const sets: PictureSet[] = []
    for (const { name, generate } of models)
      sets.push({ name, kind: 'model', pixels: await draw(name, generate, count, size, next) })
    sets.push({ name: 'held-out', kind: 'floor', pixels: heldOut })
    sets.push({ name: 'pca-gaussian', kind: 'anchor', pixels: samplePcaGaussian(pca, count, anchorSeed) })
    sets.push({ name: 'noise', kind: 'anchor', pixels: sampleUniformNoise(count, size, anchorSeed) })

    // Each feature space in turn
    const spaces: Evaluation['spaces'][number][] = []
    for (const space of [randomConvSpace(), pixelPcaSpace(pca), ...(options.spaces ?? [])]) {
      await next(`${space.name}: training pictures …`)
      const raw = await readFeatures(space, training, size)
      const standardise = standardiser(raw)
      const real = standardise(raw)
      const unseen = standardise(await readFeatures(space, heldOut, size))
      const measure = scorer(real, unseen, protocol)
      const scores: Scores[] = []
      for (const set of sets) {
        await next(`${space.name}: ${set.name} …`)
        const features =
          set.kind === 'floor' ? unseen : standardise(await readFeatures(space, set.pixels, size))
        scores.push(measure(set, features))
      }
      spaces.push({ name: space.name, dimensions: real.dimensions, scores })
    }

    // What needs no features
    const candidates: Candidate[] = []
    for (const { name, kind, pixels } of sets) {
      await next(`Diversity: ${name} …`)
      const oneFace = await options.detectFaces?.(pixels)
      candidates.push({
        name,
        kind,
        count: countPictures(name, pixels, size),
        diversity: pairwiseMsSsim(pixels, size),
        ...(oneFace === undefined ? {} : { oneFace }),
      })
    }
    const sample = pickPictures(training, size, evenlySpaced(counts.training, count))
    const trainingDiversity = pairwiseMsSsim(sample, size)
    await next('Discriminator …')
    const discriminator = await judgeDiscriminator(options.discriminate, sample, heldOut, sets[0].pixels)
    return {
      format: 'facegan-evaluation',
      formatVersion: 1,
      size,
      counts: { generated: count, ...counts },
      protocol,
      candidates,
      trainingDiversity,
      spaces,
      ...(discriminator ? { discriminator } : {}),
      seconds: Number(((performance.now() - begun) / 1000).toFixed(1)),
    }
  } finally {
    tf.dispose([pca.mean, pca.components])
  }
}

interface PictureSet extends Pick<Candidate, 'name' | 'kind'> {
  readonly pixels: Uint8Array
}

function checkNames(models: readonly { readonly name: string }[]): void {
  const taken = new Set(['held-out', 'pca-gaussian', 'noise', 'training'])
  for (const { name } of models) {
    if (taken.has(name)) throw new InvalidOptionError('compare', 'models with names of their own', name)
    taken.add(name)
  }
}

function checkCounts(training: Uint8Array, heldOut: Uint8Array, size: number, count: number) {
  if (!Number.isInteger(size) || size < 8)
    throw new InvalidOptionError('size', 'a whole number of pixels from 8 up', size)
  if (!Number.isInteger(count) || count < minimumPictures)
    throw new InvalidOptionError('count', `a whole number from ${minimumPictures} up`, count)
  const counts = {
    training: countPictures('training', training, size),
    heldOut: countPictures('heldOut', heldOut, size),
  }
  for (const [name, found] of [
    ['training', counts.training],
    ['held-out', counts.heldOut],
  ] as const)
    if (found < minimumPictures)
      throw new DataError(
        `There are ${found} ${name} pictures; an evaluation needs at least ${minimumPictures}, and means little under 200.`,
        'give more pictures with --data',
      )
  return counts
}

async function draw(
  name: string,
  generate: Generate,
  count: number,
  size: number,
  next: (message: string) => Promise<void>,
): Promise<Uint8Array> {
  const image = size * size * 3
  const pixels = new Uint8Array(count * image)
  for (let begin = 0; begin < count; begin += drawnAtOnce) {
    await next(`Drawing ${name}: ${begin} of ${count} …`)
    const seeds = Array.from({ length: Math.min(drawnAtOnce, count - begin) }, (_, i) => begin + i)
    const drawn = await generate(seeds)
    if (drawn.length !== seeds.length * image)
      throw new InvalidOptionError(
        name,
        `a generator of ${size}x${size} RGB pictures (${seeds.length * image} levels for ${seeds.length} seeds)`,
        drawn.length,
      )
    pixels.set(drawn, begin * image)
  }
  return pixels
}

/** Everything about the training features is computed once, then each set is held against it. */
function scorer(training: Features, heldOut: Features, protocol: Protocol) {
  const { kidReference, matchedCount, matchedBlocks } = protocol
  const kid = new KidReference(pickFeatures(training, evenlySpaced(training.count, kidReference)))
  const real = interleavedBlocks(training.count, matchedBlocks, matchedCount).map((indices) =>
    pickFeatures(training, indices),
  )
  const frechet = new FrechetReference(real[0])

  return ({ name, kind }: PictureSet, features: Features): Scores => {
    const ownBlocks = Math.min(matchedBlocks, Math.floor(features.count / matchedCount))
    const own = interleavedBlocks(features.count, ownBlocks, matchedCount).map((indices) =>
      pickFeatures(features, indices),
    )
    const rounds = real.map((block, i) => ({
      ...precisionRecall(block, own[i % ownBlocks]),
      ...densityCoverage(block, own[i % ownBlocks]),
    }))
    const mean = (key: 'precision' | 'recall' | 'density' | 'coverage') =>
      rounds.reduce((sum, round) => sum + round[key], 0) / rounds.length
    return {
      name,
      kid: kid.against(features),
      frechet: frechet.against(own[0]),
      precision: mean('precision'),
      recall: mean('recall'),
      density: mean('density'),
      coverage: mean('coverage'),
      ...(kind === 'model' ? { memorisation: memorisation(training, heldOut, features) } : {}),
    }
  }
}

async function judgeDiscriminator(
  discriminate: EvaluateOptions['discriminate'],
  training: Uint8Array,
  heldOut: Uint8Array,
  generated: Uint8Array,
): Promise<DiscriminatorCheck | undefined> {
  if (!discriminate) return undefined
  return discriminatorCheck(
    await discriminate(training),
    await discriminate(heldOut),
    await discriminate(generated),
  )
}
