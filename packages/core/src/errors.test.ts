import { describe, expect, it, vi } from 'vitest'
import * as errors from './errors.ts'

const cause = new Error('the reason')
const all = [
  new errors.InvalidOptionError('count', 'an integer', 0),
  new errors.TooManyFacesError(1e9, 4e12, 2 ** 31),
  new errors.InvalidManifestError('facegan.json', ['name: wrong'], cause),
  new errors.ModelNotFoundError('./x', 'nothing is there', { cause }),
  new errors.ModelCorruptError('generator.onnx', 'length', '3 bytes', '2 bytes'),
  new errors.InvalidModelError('generator.onnx', ['protobuf parsing failed'], cause),
  new errors.NoDeviceError([{ device: 'cuda', cause }], 'use the CPU'),
  new errors.WorkerCrashedError(cause),
  new errors.DisposedError(),
]

describe('FaceganError', () => {
  it('has a code of its own for every class, and a name and a message', () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length)
    for (const error of all) {
      expect(error.code).toMatch(/^FACEGAN_[A-Z_]+$/)
      expect(error.name).toBe(error.constructor.name)
      expect(error.message.length).toBeGreaterThan(10)
      expect(error).toBeInstanceOf(Error)
    }
  })

  it('keeps the cause', () => {
    expect(all.filter((error) => error.cause !== undefined).map(({ name }) => name)).toEqual([
      'InvalidManifestError',
      'ModelNotFoundError',
      'InvalidModelError',
      'NoDeviceError',
      'WorkerCrashedError',
    ])
  })

  it('is recognised across two installed copies', async () => {
    vi.resetModules()
    const other = await import('./errors.ts')
    expect(other.FaceganError).not.toBe(errors.FaceganError)
    const foreign = new other.DisposedError()
    expect(foreign).not.toBeInstanceOf(errors.FaceganError)
    expect(errors.FaceganError.isInstance(foreign)).toBe(true)
  })

  it.each([null, undefined, 'text', 7, {}, new Error('plain')])('does not take %j for one', (value) => {
    expect(errors.FaceganError.isInstance(value)).toBe(false)
  })
})

describe('messages', () => {
  it.each<[unknown, string]>([
    ['x', 'got "x".'],
    [undefined, 'got undefined.'],
    [null, 'got null.'],
    [() => {}, 'got a function.'],
    [{ a: 1 }, 'got {"a":1}.'],
    [Array.from({ length: 99 }, () => 1), '…'],
    [Symbol('s'), 'got Symbol(s).'],
    [10n, 'got 10.'],
    [{ a: 1n }, 'got an object.'],
  ])('show the value %o', (value, expected) => {
    expect(new errors.InvalidOptionError('o', 'else', value).message).toContain(expected)
  })

  it('list every attempt', () => {
    const attempts = [
      { device: 'cuda', cause: new Error('no driver\non this machine') },
      { device: 'cpu', cause: 'text' },
    ]
    expect(new errors.NoDeviceError(attempts, '').message).toBe(
      'No device could load the generator. Tried, in order:\n  cuda: no driver\n  on this machine\n  cpu: text',
    )
  })

  it('give sizes in GiB', () => {
    expect(new errors.TooManyFacesError(1e9, 4.096e12, 2 ** 31).message).toContain('3.81e+3 GiB')
  })
})
