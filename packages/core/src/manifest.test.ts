import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidManifestError } from './errors.ts'
import { checkManifest, parseManifest } from './manifest.ts'
import { fakeManifest } from './testing/fake-model.ts'

type Json = Record<string, unknown>

/** The valid manifest with one field replaced; `undefined` removes it. */
function withField(path: string, value: unknown): Json {
  const manifest = structuredClone(fakeManifest) as unknown as Json
  const keys = path.split('.')
  const last = keys.pop() as string
  const parent = keys.reduce((node, key) => node[key] as Json, manifest)
  if (value === undefined) delete parent[last]
  else parent[last] = value
  return manifest
}

const linear = { name: 'y', encoding: 'linear', type: 'float32', layout: 'NCHW', range: [-1, 1] }

describe('parseManifest', () => {
  it('reads a valid manifest', () => {
    expect(parseManifest(JSON.stringify(fakeManifest), 'here')).toEqual(fakeManifest)
  })

  it.each([linear, { ...linear, layout: 'NHWC', type: 'uint8', range: [0, 255] }])(
    'reads output %j',
    (output) => {
      expect(checkManifest(withField('output', output), 'here').output).toEqual(output)
    },
  )

  it('keeps fields of later versions that it does not know', () => {
    expect(checkManifest(withField('note', 'kept'), 'here')).toMatchObject({ note: 'kept' })
  })

  it.each(['', '{', 'null', '[]', '7', '"text"'])('refuses the text %j and says where it was', (text) => {
    expect(() => parseManifest(text, 'models/x/facegan.json')).toThrow(InvalidManifestError)
    expect(() => parseManifest(text, 'models/x/facegan.json')).toThrow(/^models\/x\/facegan\.json /)
  })

  it.each([
    ['format', 'other'],
    ['format', undefined],
    ['formatVersion', 2],
    ['name', 'Bad Name'],
    ['name', '"/><evil'],
    ['version', 'one'],
    ['licence', undefined],
    ['files', {}],
    ['files.generator', undefined],
    ['files.generator.path', '../escape.onnx'],
    ['files.generator.path', '/etc/passwd'],
    ['files.generator.path', 'sub/folder.onnx'],
    ['files.generator.path', 'https://elsewhere/x.onnx'],
    ['files.generator.path', '..'],
    ['files.generator.bytes', 0],
    ['files.generator.bytes', 1.5],
    ['files.generator.sha256', 'ABC'],
    ['files.generator.sha256', 'A'.repeat(64)],
    ['latent.size', 0],
    ['latent.size', 1e9],
    ['latent.size', '100'],
    ['latent.distribution', 'uniform'],
    ['image.width', 0],
    ['image.height', 4097],
    ['image.channels', 4],
    ['input.name', 7],
    ['output.encoding', 'jpeg'],
    ['output.name', undefined],
    ['weights', 'int4'],
    ['input.shape', ['M', 4]],
    ['batch', 0],
    ['extraInputs', {}],
    ['metrics', { kid: 'low' }],
    ['training', { preset: 'x' }],
    ['parity', { seeds: '0-3' }],
    ['directions', {}],
    ['directions', ['smile']],
  ])('names %s when it is %j', (path, value) => {
    const check = () => checkManifest(withField(path, value), 'here')
    expect(check).toThrow(InvalidManifestError)
    expect(check).toThrow(new RegExp(`\\n  ${path.replaceAll('.', '\\.')}`))
  })

  it.each([
    ['layout', 'HWC'],
    ['type', 'int4'],
    ['range', [1, -1]],
    ['range', [0]],
  ])('names output.%s when it is %j', (key, value) => {
    const manifest = withField('output', { ...linear, [key]: value })
    expect(() => checkManifest(manifest, 'here')).toThrow(new RegExp(`\\n  output\\.${key}`))
  })

  it.each([
    ['name', 'Smile', 'must be lower-case letters, digits and dashes, a letter first'],
    ['name', '1st', 'must be lower-case'],
    ['name', '', 'must be lower-case'],
    ['vector', [1, 0, 0], 'must have latent.size numbers, 4; has 3'],
    ['vector', [2, 0, 0, 0], 'must have length 1; has 2'],
    ['vector', [0, 0, 0, 0], 'must have length 1; has 0'],
    ['vector', 'x', 'Expected Array'],
    ['range', [1, 2], 'must be [low, high] with low <= 0 <= high'],
    ['range', [-2, -1], 'must be [low, high]'],
    ['range', [0], 'directions.1.range'],
    ['range', [-Infinity, 1], 'must be [low, high]'],
    ['vector', [Infinity, 0, 0, 0], 'must have length 1; has Infinity'],
    ['vector', [NaN, 0, 0, 1], 'received NaN'],
    ['method', 'guess', 'but received "guess"'],
    ['effect', { correlation: 'high' }, 'Expected number'],
  ])('names a direction’s %s when it is %j', (key, value, message) => {
    const [first, second] = fakeManifest.directions!
    const check = () => checkManifest(withField('directions', [first, { ...second, [key]: value }]), 'here')
    expect(check).toThrow(InvalidManifestError)
    expect(check).toThrow(new RegExp(`\\n  directions\\.1\\.${key}[.\\w]*: `))
    expect(check).toThrow(message)
  })

  it.each([
    ['type', 'string', 'Expected'],
    ['shape', [0], "must be at most 8 whole numbers from 1 up, or 'N'"],
    ['value', 'uniform', "must be a number, numbers or 'normal'"],
    ['value', [null, 1], 'must be a number'],
  ])('names an extra input’s %s when it is %j', (key, value, message) => {
    const noise = { name: 'noise', type: 'float32', shape: ['N', 2], value: 'normal', [key]: value }
    const check = () => checkManifest(withField('extraInputs', [noise]), 'here')
    expect(check).toThrow(InvalidManifestError)
    expect(check).toThrow(new RegExp(`\\n  extraInputs\\.0\\.${key}[.\\w]*: `))
    expect(check).toThrow(message)
  })

  it('names a direction that is there twice', () => {
    const [first] = fakeManifest.directions!
    const check = () => checkManifest(withField('directions', [first, first]), 'here')
    expect(check).toThrow('directions.1.name: smile is there twice')
  })

  it('reads any unit vector of the right size, rounded to six digits, and no other', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true })
    const vector = fc.array(number, { minLength: 3, maxLength: 5 }).filter((v) => Math.hypot(...v) > 0.01)
    const stretches = fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 2, noNaN: true }))
    fc.assert(
      fc.property(vector, stretches, (values, stretch) => {
        const length = Math.hypot(...values) / stretch
        const rounded = values.map((value) => Number((value / length).toPrecision(6)))
        const directions = [{ name: 'any', vector: rounded, range: [0, 0], method: 'sefa' }]
        const valid = values.length === 4 && Math.abs(Math.hypot(...rounded) - 1) <= 1e-3
        const check = () => checkManifest(withField('directions', directions), 'here')
        expect(outcome(check)).toBe(valid ? 'read' : 'refused')
      }),
    )
  })

  it('lists every field that is wrong', () => {
    const manifest = { ...withField('latent.size', 0), weights: 'none', licence: 7 }
    expect(() => checkManifest(manifest, 'here')).toThrow(/licence(.|\n)*latent\.size(.|\n)*weights/)
  })

  it('never fails with anything but InvalidManifestError', () => {
    const keys = Object.keys(fakeManifest)
    const damaged = fc
      .tuple(fc.constantFrom(...keys), fc.jsonValue())
      .map(([key, value]) => JSON.stringify({ ...fakeManifest, [key]: value }))
    const text = fc.oneof(fc.string(), fc.json(), damaged)
    fc.assert(
      fc.property(text, (json) => {
        expect(wrongFailure(() => parseManifest(json, 'here'))).toBeUndefined()
      }),
      { numRuns: 2000 },
    )
  })
})

/** Whether directions were read, or refused for their vectors; else what went wrong. */
function outcome(check: () => unknown): string {
  try {
    check()
    return 'read'
  } catch (error) {
    return /directions\.0\.vector: must have (latent\.size|length)/.test(String(error))
      ? 'refused'
      : String(error)
  }
}

/** What `parse` threw, unless it was the error that it may throw. */
function wrongFailure(parse: () => unknown): unknown {
  try {
    parse()
  } catch (error) {
    return error instanceof InvalidManifestError ? undefined : error
  }
  return undefined
}
