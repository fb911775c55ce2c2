import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import { RecognitionDataError } from '../errors.ts'
import { pickFaces, type LabelledFaces } from '../labelled-faces.ts'
import type { FeatureState, Recogniser } from '../recogniser.ts'
import { syntheticPeople } from '../testing/synthetic-people.ts'
import { distancesToPeople, trainRecogniser } from '../trained-recogniser.ts'
import { recognisers } from './index.ts'

beforeAll(() => useNativeBackend())

const pictures = 6
const known = 4 // of each person's pictures, the others are asked for
const faces = syntheticPeople({ people: 10, pictures, size: 32 })
const indices = Array.from(faces.labels, (_, i) => i)
const training = pickFaces(
  faces,
  indices.filter((i) => i % pictures < known),
)
const asked = pickFaces(
  faces,
  indices.filter((i) => i % pictures >= known),
)

/** The share of asked pictures that are given their own name. */
async function rate(recogniser: Recogniser, trainedOn: LabelledFaces): Promise<number> {
  const trained = await trainRecogniser(recogniser, trainedOn)
  const far = await distancesToPeople(trained, asked.pixels)
  trained.features.dispose()
  const people = faces.people.length
  const right = asked.labels.filter((label, i) => {
    const row = far.subarray(i * people, (i + 1) * people)
    return row.indexOf(Math.min(...row)) === label
  })
  return right.length / asked.labels.length
}

/** As through a model file: settings as JSON, tensors as bytes. */
function throughFile({ settings, tensors }: FeatureState): FeatureState {
  return {
    settings: JSON.parse(JSON.stringify(settings)),
    tensors: Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [
        name,
        { shape: [...shape], data: data.slice() },
      ]),
    ),
  }
}

/** Bit for bit; expect's own comparison takes seconds for a hundred thousand numbers. */
const same = (a: Float32Array, b: Float32Array) =>
  a.length === b.length && a.every((value, i) => value === b[i])

// slow ones are tested beside what makes them slow, and pretrained ones know no patterns
const quick = [...recognisers.values()].filter(({ slow, pretrained }) => !slow && !pretrained)
describe.each(quick.map((recogniser) => [recogniser.name, recogniser] as const))('%s', (_, recogniser) => {
  it('knows people whom it has seen, and not by chance', async () => {
    // every picture under the next person's name, so that names say nothing
    const shuffled = { ...training, labels: training.labels.map((_, i) => i % faces.people.length) }
    const [real, control] = [await rate(recogniser, training), await rate(recogniser, shuffled)]
    expect(real).toBeGreaterThanOrEqual(0.8)
    expect(control).toBeLessThan(0.5)
  })

  it('is the same after its state went through a file, and after learning again', async () => {
    const before = tf.memory().numTensors
    const features = await recogniser.fit(training, { seed: 1 })
    const again = await recogniser.restore(throughFile(features.state()))
    const anew = await recogniser.fit(training, { seed: 1 })
    expect([again.size, again.width, again.distance]).toEqual([
      features.size,
      features.width,
      features.distance,
    ])
    const vectors = await features.embed(asked.pixels)
    expect(vectors).toHaveLength(asked.labels.length * features.width)
    expect(vectors.every(Number.isFinite)).toBe(true)
    for (const other of [again, anew]) expect(same(await other.embed(asked.pixels), vectors)).toBe(true)
    const scores = await Promise.all(
      [features, again].map((each) => each.classify?.(asked.pixels) ?? vectors),
    )
    expect(same(scores[0], scores[1])).toBe(true)
    for (const each of [features, again, anew]) each.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses what it cannot learn from, and says what would do', async () => {
    const refused = (faces: LabelledFaces) => recogniser.fit(faces)
    await expect(refused(pickFaces(training, [0, 1, 2]))).rejects.toThrow(RecognitionDataError)
    await expect(refused(syntheticPeople({ people: 3, pictures: 2, size: 8 }))).rejects.toThrow(/8x8 pixels/)
  })
})

/** Those that find out what `embed` gives for what they learn from. */
const linear = quick.filter(({ name }) => /-lda|-wpca|fisher|eigen|pca-whitened/.test(name))

it.each(linear.map((each) => [each.name, each] as const))(
  '%s has the vectors of what it learned from; its file has not',
  async (_, each) => {
    const features = await each.fit(training)
    const embedded = await features.embed(training.pixels)
    const largest = Math.max(...embedded.map(Math.abs))
    expect(features.learned).toHaveLength(embedded.length)
    // products of more rows at once are rounded otherwise
    const apart = features.learned!.map((value, i) => Math.abs(value - embedded[i]))
    expect(Math.max(...apart)).toBeLessThan(1e-4 * largest)
    const again = await each.restore(throughFile(features.state()))
    expect(again.learned).toBeUndefined()
    for (const made of [features, again]) made.dispose()
  },
)

const single = pickFaces(
  faces,
  indices.filter((i) => i % pictures === 0),
)
const needing = (count: number) => quick.filter((each) => each.picturesPerPerson === count)

it.each(needing(1).map((each) => [each.name, each] as const))(
  '%s learns from one picture of each',
  async (_, each) => {
    const features = await each.fit(single)
    expect(features.width).toBeGreaterThan(0)
    features.dispose()
  },
)

it.each(needing(2).map((each) => [each.name, each] as const))(
  '%s refuses one picture of each, and says what takes it',
  async (_, each) => {
    await expect(each.fit(single)).rejects.toThrow(
      expect.objectContaining({
        code: 'FACEGAN_RECOGNITION_DATA',
        message: expect.stringContaining('10 pictures of 10 people'),
        hint: expect.stringContaining('mix-wpca'),
      }),
    )
  },
)

it('those that a hint recommends for single pictures exist and take them', () => {
  for (const name of ['mix-wpca', 'lbp-wpca', 'lbp', 'eigenfaces'])
    expect(recognisers.get(name)?.picturesPerPerson).toBe(1)
})

it('stops at the signal', async () => {
  const stopped = AbortSignal.abort(new Error('enough'))
  await expect(recognisers.get('eigenfaces')!.fit(training, { signal: stopped })).rejects.toThrow('enough')
})
