import { describe, expect, it } from 'vitest'
import { faces64 } from './presets/faces-64.ts'
import { resolveTrainOptions, type TrainOptions } from './train-options.ts'

const resolve = (options: object) => resolveTrainOptions({ out: 'run', ...options } as TrainOptions)

it('only pictures and a folder have to be named', () => {
  expect(resolve({ data: 'photos' })).toEqual({
    out: 'run',
    device: 'auto',
    start: { config: faces64, data: [{ path: 'photos', repeat: 1 }] },
    limits: {},
    evaluateEveryKimg: 50,
    patience: { limit: Infinity, best: undefined, waited: 0, converged: false },
    checkpointEverySeconds: 300,
  })
})

it('several sources have weights', () => {
  expect(resolve({ data: ['big.tar', { path: 'small.tar', repeat: 3 }, { path: 'c' }] }).start?.data).toEqual(
    [
      { path: 'big.tar', repeat: 1 },
      { path: 'small.tar', repeat: 3 },
      { path: 'c', repeat: 1 },
    ],
  )
})

describe('a config', () => {
  const configOf = (config: unknown) => resolve({ data: 'photos', config }).start?.config

  it('may be a name, a preset and what is different, or all of it', () => {
    expect(configOf('dcgan-32')).toMatchObject({ preset: 'dcgan-32' })
    expect(configOf({ batchSize: 16 })).toEqual({ ...faces64, batchSize: 16 })
    expect(configOf({ preset: 'dcgan-32', seed: 7 })).toMatchObject({ preset: 'dcgan-32', seed: 7 })
    expect(configOf(faces64)).toEqual(faces64)
  })

  it('that is whole needs no preset', () => {
    expect(configOf({ ...faces64, preset: 'mine' })).toEqual({ ...faces64, preset: 'mine' })
  })

  it.each<[unknown, RegExp]>([
    ['faces-65', /`preset` must be one of faces-64, dcgan-32; got "faces-65"/],
    [3, /`config` must be a preset's name, or an object such as defineConfig takes; got 3/],
    [['faces-64'], /`config` must be a preset's name/],
    [null, /`config` must be a preset's name/],
    [{ batchSize: 'many' }, /batchSize/],
    [{ learningRate: 1 }, /learningRate/],
    [{ ...faces64, network: { ...faces64.network, imageSize: 128 } }, /network\.imageSize/],
  ])('%j names what is wrong', (config, message) => {
    expect(() => configOf(config)).toThrow(message)
  })
})

it('a run that goes on knows its own config and pictures', () => {
  expect(resolve({ resume: true, minutes: 60 })).toMatchObject({ start: undefined, limits: { minutes: 60 } })
})

describe('what makes no sense is refused before a picture is read', () => {
  it.each<[object, RegExp]>([
    [{}, /`data` must be a path, or \{ path, repeat \}, or a list of these; got undefined/],
    [{ data: [] }, /`data` must be at least one folder, \.tar or \.zip of pictures/],
    [{ data: ['photos', 7] }, /`data` must be a path, .*; got 7/],
    [{ data: [{ path: '' }] }, /`data` must be a path/],
    [{ data: { path: 'photos', repeat: 0 } }, /`data\.repeat` must be a whole number from 1 up; got 0/],
    [{ data: { path: 'photos', repeat: 1.5 } }, /`data\.repeat` must be a whole number from 1 up; got 1\.5/],
    [{ data: 'photos', out: '' }, /`out` must be the path of a run folder/],
    [{ data: 'photos', minutes: 0 }, /`minutes` must be a number above 0; got 0/],
    [{ data: 'photos', kimg: Number.NaN }, /`kimg` must be a number above 0; got NaN/],
    [{ data: 'photos', epochs: '3' }, /`epochs` must be a number above 0; got "3"/],
    [{ data: 'photos', checkpointEverySeconds: -1 }, /`checkpointEverySeconds` must be a number above 0/],
    [{ data: 'photos', evaluateEveryKimg: -1 }, /`evaluateEveryKimg` must be a number from 0 up; got -1/],
    [{ data: 'photos', patience: 0.5 }, /`patience` must be a whole number from 1 up; got 0\.5/],
    [{ resume: true, data: 'photos' }, /`data` must be left out with `resume`/],
    [{ resume: true, config: 'faces-64' }, /`config` must be left out with `resume`/],
    [{ data: 'photos', minuets: 3 }, /`options` must be made of out, data, .*; got "minuets"/],
  ])('%j', (options, message) => {
    expect(() => resolve(options)).toThrow(message)
  })

  it('callbacks and fields of the config are told where they belong', () => {
    for (const stray of [{ onProgress: () => {} }, { batchSize: 16 }])
      expect(() => resolve({ data: 'photos', ...stray })).toThrow(
        expect.objectContaining({ hint: expect.stringMatching(/`config`.*second argument/) }),
      )
  })
})

it('a device is one of three', () => {
  expect(resolve({ data: 'photos', device: 'wasm' }).device).toBe('wasm')
  expect(() => resolve({ data: 'photos', device: 'cuda' as never })).toThrow(/one of auto, native, wasm/)
})
