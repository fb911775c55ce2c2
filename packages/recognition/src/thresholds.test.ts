import { beforeAll, describe, expect, it } from 'vitest'
import type { LabelledFaces } from './labelled-faces.ts'
import { pickFaces } from './labelled-faces.ts'
import { identify, trainPeopleModel, verifyPair } from './people-model.ts'
import { generatedPeople } from './testing/generated-people.ts'
import { meanFreePixels, wantsPairs } from './testing/mean-free-pixels.ts'
import { foldsOf } from './threshold-folds.ts'
import { thresholdOf } from './thresholds.ts'

const row = 64 * 64 * 3
let faces: LabelledFaces
let strangers: LabelledFaces
beforeAll(async () => {
  faces = await generatedPeople(8, 4)
  strangers = await generatedPeople(8, 1, 300)
})

describe('a threshold', () => {
  const impostors = Array.from({ length: 200 }, (_, i) => (i + 1) / 10)

  it('lets at most that share of strangers through: worked by hand', () => {
    // of .1 to 20 one in a hundred is two: .1 and .2 lie below .3
    expect(thresholdOf({ genuine: [0.25, 0.3, 7, Infinity], impostors }, 0.01)).toEqual({
      distance: 0.3,
      impostors: 200,
      falseMatchRate: 0.01,
      genuine: 4,
      falseNonMatchRate: 0.75,
    })
  })

  it('lets none through where there are too few to tell one in a hundred', () => {
    expect(thresholdOf({ genuine: [], impostors: impostors.slice(0, 99) }, 0.01)).toMatchObject({
      distance: 0.1,
      falseMatchRate: 0,
      falseNonMatchRate: null,
    })
  })

  it('is only lowered by what is known from elsewhere', () => {
    expect(thresholdOf({ genuine: [], impostors }, 0.01, 0.2).distance).toBe(0.2)
    expect(thresholdOf({ genuine: [], impostors }, 0.01, 9).distance).toBe(0.3)
  })
})

describe('folds', () => {
  it('make everybody a stranger once, keep what a recogniser needs, and mix nothing up', () => {
    const folds = foldsOf(faces, 2)
    expect(folds).toHaveLength(5)
    expect(folds.flatMap(({ strangers }) => strangers.people).toSorted()).toEqual(faces.people)
    for (const { known, tests, strangers } of folds) {
      expect(known.people.filter((person) => strangers.people.includes(person))).toEqual([])
      expect(tests.people).toEqual(known.people)
      expect(known.files.length + tests.files.length + strangers.files.length).toBe(faces.files.length)
      for (const part of [known, tests, strangers])
        part.files.forEach((file, i) => expect(file).toContain(`${part.people[part.labels[i]]}/`))
      known.people.forEach((_, p) =>
        expect(known.labels.filter((label) => label === p).length).toBeGreaterThan(1),
      )
    }
  })

  it('are none where two people cannot be left', () => {
    const two = pickFaces(faces, [0, 1, 4, 5])
    expect(foldsOf(two, 1)).toEqual([])
  })
})

describe('a model of people', () => {
  it('knows those it learned, says so of strangers, and lists five', async () => {
    const model = await trainPeopleModel(meanFreePixels, faces)
    const known = await identify(model, faces.pixels)
    known.forEach(({ person, candidates }, i) => {
      expect(person).toBe(faces.people[faces.labels[i]])
      expect(candidates).toHaveLength(5)
      expect(candidates.map(({ distance }) => distance)).toEqual(
        candidates.map(({ distance }) => distance).toSorted((a, b) => a - b),
      )
    })
    const unknown = await identify(model, strangers.pixels)
    expect(unknown.filter(({ person }) => person === undefined).length).toBeGreaterThanOrEqual(6)
    const { identification, verification } = model.thresholds!
    expect(identification.impostors).toBe(32)
    expect(identification.genuine).toBeGreaterThan(20)
    expect(identification.falseMatchRate).toBe(0)
    expect(verification.falseMatchRate).toBeLessThanOrEqual(0.01)
  })

  it('tells one person from two, also people it never saw', async () => {
    const model = await trainPeopleModel(meanFreePixels, faces)
    const picture = (set: LabelledFaces, n: number) => set.pixels.subarray(n * row, (n + 1) * row)
    expect((await verifyPair(model, picture(faces, 0), picture(faces, 0))).same).toBe(true)
    expect((await verifyPair(model, picture(strangers, 0), picture(strangers, 1))).same).toBe(false)
  })

  it('of one picture each has a threshold, and does not know how often it misses somebody', async () => {
    const { thresholds } = await trainPeopleModel(meanFreePixels, strangers)
    expect(thresholds?.identification).toMatchObject({ impostors: 8, genuine: 0, falseNonMatchRate: null })
  })

  it('of two people has none, and always names the likeliest', async () => {
    const two = { ...pickFaces(faces, [0, 1, 4, 5]), people: faces.people.slice(0, 2) }
    const model = await trainPeopleModel(meanFreePixels, two)
    expect(model.thresholds).toBeUndefined()
    const [{ person, candidates }] = await identify(model, strangers.pixels.subarray(0, row))
    expect([person, candidates.length]).toEqual([candidates[0].person, 2])
    expect(candidates[0].below).toBeUndefined()
    expect(
      (await verifyPair(model, two.pixels.subarray(0, row), two.pixels.subarray(0, row))).same,
    ).toBeUndefined()
  })

  it('names those of whom there are too few pictures', async () => {
    await expect(trainPeopleModel(wantsPairs, strangers)).rejects.toMatchObject({
      code: 'FACEGAN_RECOGNITION_DATA',
      message: expect.stringMatching(/needs 2 of each; there are fewer of person-00, .* and 3 more/),
      hint: expect.stringContaining('face-embedding'),
    })
  })

  it('refuses pixels that are no face of its size, and shares that are none', async () => {
    const model = await trainPeopleModel(meanFreePixels, strangers)
    await expect(identify(model, new Uint8Array(100))).rejects.toThrow(
      /`pixels` must be \[N,64,64,3\] levels/,
    )
    await expect(identify(model, new Uint8Array(0))).rejects.toThrow(/`pixels`/)
    await expect(trainPeopleModel(meanFreePixels, faces, { falseMatchRate: 1 })).rejects.toThrow(
      /`falseMatchRate`/,
    )
  })
})
