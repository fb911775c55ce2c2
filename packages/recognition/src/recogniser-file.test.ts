import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabelledFaces } from './labelled-faces.ts'
import { identify, trainPeopleModel, type PeopleModel } from './people-model.ts'
import type { Recogniser } from './recogniser.ts'
import { loadRecogniser, saveRecogniser } from './recogniser-file.ts'
import { recognisers } from './recognisers/index.ts'
import { decodeTensors, encodeTensors } from './safetensors.ts'
import { generatedPeople } from './testing/generated-people.ts'
import { meanFreePixels } from './testing/mean-free-pixels.ts'

let folder: string
let path: string
let faces: LabelledFaces
let model: PeopleModel
let whole: Buffer
beforeAll(async () => {
  ;(recognisers as Map<string, Recogniser>).set(meanFreePixels.name, meanFreePixels)
  folder = await mkdtemp(join(tmpdir(), 'facegan-file-'))
  path = join(folder, 'models/people.safetensors')
  faces = await generatedPeople(3, 2)
  model = await trainPeopleModel(meanFreePixels, {
    ...faces,
    people: ['Ada "the first"', 'é/\n', '__proto__'],
  })
  await saveRecogniser(model, path)
  whole = await readFile(path)
})
afterAll(() => rm(folder, { recursive: true }))

async function loadBytes(bytes: Uint8Array): Promise<unknown> {
  const file = join(folder, 'other.safetensors')
  await writeFile(file, bytes)
  return loadRecogniser(file).catch((error: unknown) => error)
}
/** A refusal that a user can do something with. */
const refusal = (message = /./) => ({
  name: 'RecogniserFileError',
  code: 'FACEGAN_RECOGNISER_FILE',
  message: expect.stringMatching(message),
  hint: expect.stringMatching(/./),
})

describe('a file of people', () => {
  it('comes back as it was, answers included, and nothing lies beside it', async () => {
    const loaded = await loadRecogniser(path)
    expect(loaded.people).toEqual(model.people)
    expect(loaded.labels).toEqual(model.labels)
    expect(loaded.gallery).toEqual(model.gallery)
    expect(loaded.thresholds).toEqual(model.thresholds)
    expect(loaded.features.size).toBe(64)
    expect(await identify(loaded, faces.pixels)).toEqual(await identify(model, faces.pixels))
    expect(await readdir(join(folder, 'models'))).toEqual(['people.safetensors'])
  })

  it('is safetensors: length, JSON, tensors; it says what it is', () => {
    const length = Number(whole.readBigUInt64LE())
    const { __metadata__: metadata, ...tensors } = JSON.parse(whole.subarray(8, 8 + length).toString())
    expect(length % 8).toBe(0)
    expect(metadata).toMatchObject({
      format: 'facegan-recogniser',
      version: '1',
      recogniser: 'mean-free-pixels',
      size: '64',
    })
    expect(JSON.parse(metadata.people)).toEqual(model.people)
    expect(tensors).toMatchObject({
      labels: { dtype: 'I32', shape: [6], data_offsets: [0, 24] },
      gallery: { dtype: 'F32', shape: [6, 12288] },
      'state.mean': { dtype: 'F32', shape: [12288] },
    })
  })

  it('that is missing, or cannot be written, is told', async () => {
    expect(await loadRecogniser(join(folder, 'none')).catch((error: unknown) => error)).toMatchObject(
      refusal(/none is not there/),
    )
    expect(await saveRecogniser(model, folder).catch((error: unknown) => error)).toMatchObject(
      refusal(/could not be written/),
    )
    expect(await loadRecogniser(folder).catch((error: unknown) => error)).toMatchObject(
      refusal(/could not be read/),
    )
  })
})

describe('damage', () => {
  it('of any byte is seen', async () => {
    const header = 8 + Number(whole.readBigUInt64LE())
    // half of the blows hit the header, which is a small part of the file
    const place = fc.oneof(fc.nat(header - 1), fc.nat(whole.length - 1))
    await fc.assert(
      fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const damaged = Buffer.from(whole)
        damaged[at] ^= change
        expect(await loadBytes(damaged)).toMatchObject(refusal())
      }),
      { numRuns: 150 },
    )
  })

  it('by a cut or an addition is seen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), async (end) => {
        expect(await loadBytes(whole.subarray(0, end))).toMatchObject(refusal())
      }),
      { numRuns: 30 },
    )
    expect(await loadBytes(Buffer.concat([whole, Buffer.alloc(4)]))).toMatchObject(
      refusal(/longer or shorter/),
    )
  })

  it('no bytes at all, any bytes, any JSON for a header: refused, never another error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), async (bytes) => {
        expect(await loadBytes(bytes)).toMatchObject(refusal())
      }),
      { numRuns: 40 },
    )
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.uint8Array(), async (json, data) => {
        const length = Buffer.alloc(8)
        length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)))
        expect(await loadBytes(Buffer.concat([length, Buffer.from(json), data]))).toMatchObject(refusal())
      }),
      { numRuns: 60 },
    )
  })

  it('sizes that are only stated allocate nothing', async () => {
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(2n ** 63n)
    expect(await loadBytes(length)).toMatchObject(refusal(/no header of the length that it states/))
    const header = {
      __metadata__: {},
      gallery: { dtype: 'F32', shape: [2 ** 30, 2 ** 20], data_offsets: [0, 2 ** 52] },
    }
    expect(await loadBytes(fileOf(header))).toMatchObject(
      refusal(/has no tensor "gallery" of the size that it states/),
    )
  })
})

/** A header of one's own, with its length. */
function fileOf(header: object, data = Buffer.alloc(0)): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json, data])
}

describe('a file that means harm, its checksum right', () => {
  it.each<[string, (model: PeopleModel) => PeopleModel, RegExp]>([
    [
      'labels beyond its people',
      (m) => ({ ...m, labels: m.labels.map(() => 7) }),
      /people that it does not name/,
    ],
    ['labels below 0', (m) => ({ ...m, labels: m.labels.map(() => -1) }), /people that it does not name/],
    [
      'numbers that are none',
      (m) => ({ ...m, gallery: m.gallery.map(() => NaN) }),
      /numbers in "gallery" that are none/,
    ],
    ['nobody', (m) => ({ ...m, people: [] }), /its people/],
    ['no pictures', (m) => ({ ...m, labels: new Int32Array(0), gallery: new Float32Array(0) }), /0 pictures/],
    [
      'a method of the future',
      (m) => ({ ...m, recogniser: { ...m.recogniser, name: 'next' } }),
      /needs the method "next"/,
    ],
    [
      'another size than its features have',
      (m) => ({ ...m, features: { ...m.features, size: 32 } }),
      /contradicts itself about the size/,
    ],
    [
      'state that its method cannot use',
      (m) => ({ ...m, features: { ...m.features, state: () => ({ settings: { size: 64 }, tensors: {} }) } }),
      /has no mean picture/,
    ],
    [
      'a threshold that is no number',
      (m) => ({ ...m, thresholds: { ...m.thresholds!, verification: 3 as never } }),
      /its thresholds/,
    ],
  ])('%s', async (_, change, message) => {
    const file = join(folder, 'harm.safetensors')
    await saveRecogniser(change(model), file)
    expect(await loadRecogniser(file).catch((error: unknown) => error)).toMatchObject(refusal(message))
  })

  it('other safetensors, and versions to come, are told from a damaged file', async () => {
    const other = encodeTensors({ metadata: { format: 'pt' }, tensors: new Map() })
    expect(await loadBytes(Buffer.concat([other.header, other.data]))).toMatchObject(
      refusal(/is no recogniser of facegan/),
    )
    const { metadata, tensors } = decodeTensors(whole)
    const next = encodeTensors({ metadata: { ...metadata, version: '2' }, tensors })
    expect(await loadBytes(Buffer.concat([next.header, next.data]))).toMatchObject(
      refusal(/is of version "2"; this program reads version 1/),
    )
  })
})
