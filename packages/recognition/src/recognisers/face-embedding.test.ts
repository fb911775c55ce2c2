import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, expect, it } from 'vitest'
import { pickFaces, type LabelledFaces } from '../labelled-faces.ts'
import { mirrored } from '../mirror.ts'
import { identify, trainPeopleModel } from '../people-model.ts'
import { loadRecogniser, saveRecogniser } from '../recogniser-file.ts'
import { generatedPeople } from '../testing/generated-people.ts'
import { faceEmbedding } from './face-embedding.ts'

let faces: LabelledFaces
beforeAll(async () => {
  await useNativeBackend()
  faces = await generatedPeople(6, 3)
})

it('knows people by one picture each, and strangers as nobody', async () => {
  const [first, rest] = [
    [0, 3, 6, 9, 12],
    [1, 2, 4, 5, 7, 8, 10, 11, 13, 14],
  ]
  const known = pickFaces(faces, first)
  const model = await trainPeopleModel(faceEmbedding, { ...known, people: faces.people.slice(0, 5) })
  const answers = await identify(model, pickFaces(faces, rest).pixels)
  const right = answers.filter(
    ({ candidates }, i) => candidates[0].person === faces.people[faces.labels[rest[i]]],
  )
  expect(right.length).toBeGreaterThanOrEqual(9)
  const strangers = await identify(model, pickFaces(faces, [15, 16, 17]).pixels)
  expect(strangers.map(({ person }) => person)).toEqual([undefined, undefined, undefined])
})

it('sees no difference between a picture and its mirror image', async () => {
  const features = await faceEmbedding.fit(faces)
  const pixels = faces.pixels.subarray(0, 12_288)
  const [plain, turned] = [await features.embed(pixels), await features.embed(mirrored(pixels, 64))]
  expect(plain).toHaveLength(features.width)
  plain.forEach((value, i) => expect(turned[i]).toBeCloseTo(value, 4))
  expect(mirrored(mirrored(pixels, 64), 64)).toEqual(pixels)
})

it('comes back from a file that holds its settings alone, and refuses other settings', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facegan-embedding-'))
  const model = await trainPeopleModel(faceEmbedding, faces)
  await saveRecogniser(model, join(folder, 'people.safetensors'))
  const loaded = await loadRecogniser(join(folder, 'people.safetensors'))
  expect(loaded.features.state()).toEqual({ settings: { size: 64 }, tensors: {} })
  expect(await identify(loaded, faces.pixels)).toEqual(await identify(model, faces.pixels))
  await expect(faceEmbedding.restore({ settings: { size: 2 }, tensors: {} })).rejects.toThrow(/Invalid value/)
  await rm(folder, { recursive: true })
})
