import { largestDifference } from '@facegan/core/testing'
import {
  InvalidOptionError,
  NodeFace,
  TooManyFacesError,
  generateFaces,
  streamFaces,
  type GenerateFacesOptions,
} from '@facegan/node'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { tinyModel } from './testing/fixtures.ts'

const model = tinyModel

describe('generateFaces', () => {
  it('makes faces of the built-in model from a bare count', async () => {
    const faces = await generateFaces(16)
    expect(faces).toHaveLength(16)
    expect(faces[0]).toBeInstanceOf(NodeFace)
    expect(faces[0]).toMatchObject({ width: 64, height: 64, truncation: 1, model: { name: 'faces-64' } })
    expect(faces[15].seed).toBe((faces[0].seed + 15) % 2 ** 32)
  })

  it('takes what to make and what makes it in one object', async () => {
    const faces = await generateFaces({ seeds: '3,8', truncation: 0.5, model, device: 'cpu', threads: 1 })
    expect(faces.map(({ seed, truncation, model: { name } }) => [seed, truncation, name])).toEqual([
      [3, 0.5, 'tiny-model'],
      [8, 0.5, 'tiny-model'],
    ])
  })

  it.each<[string, unknown]>([
    ['seeds', -1],
    ['count', 0],
    ['device', 'gpu'],
    ['threads', 0],
    ['threads', 1.5],
    ['model', ''],
    ['model', 7],
    ['signal', 'stop'],
  ])('refuses %s of %j by name', async (option, value) => {
    const faces = generateFaces({ model, [option]: value } as GenerateFacesOptions)
    await expect(faces).rejects.toThrow(InvalidOptionError)
    await expect(faces).rejects.toThrow(new RegExp(`^\`${option}\` must be `))
  })

  it('lists the devices when it does not know one', async () => {
    await expect(generateFaces({ device: 'gpu' as never })).rejects.toThrow(
      'one of auto, cuda, webgpu, coreml, dml, cpu, wasm; got "gpu"',
    )
  })

  it.each([null, 'sixteen', 1.5])('refuses %j', async (input) => {
    await expect(generateFaces(input as never)).rejects.toThrow(InvalidOptionError)
  })

  it('refuses a billion faces to memory and points to streamFaces', async () => {
    const faces = generateFaces({ count: 1e9, model })
    await expect(faces).rejects.toThrow(TooManyFacesError)
    await expect(faces).rejects.toMatchObject({ hint: expect.stringContaining('streamFaces') })
  })

  it('rejects with the reason of its signal, also while the model loads', async () => {
    await expect(generateFaces({ model, signal: AbortSignal.abort('before') })).rejects.toBe('before')
    const controller = new AbortController()
    const faces = generateFaces({ model: tinyModel, threads: 3, signal: controller.signal }) // not loaded before
    controller.abort('while loading')
    await expect(faces).rejects.toBe('while loading')
    expect(await generateFaces({ model, threads: 3 })).toHaveLength(1) // the load went on for others
  })

  it('knows its options by type', () => {
    expectTypeOf<{ seeds: '0-3'; device: 'cpu'; model: URL }>().toExtend<GenerateFacesOptions>()
    expectTypeOf<{ device: 'gpu' }>().not.toExtend<GenerateFacesOptions>()
    expectTypeOf<{ threads: '2' }>().not.toExtend<GenerateFacesOptions>()
    expectTypeOf<{ seeds: boolean }>().not.toExtend<GenerateFacesOptions>()
    expectTypeOf(generateFaces).returns.resolves.toEqualTypeOf<NodeFace[]>()
    expectTypeOf(streamFaces).returns.toEqualTypeOf<AsyncGenerator<NodeFace, void, undefined>>()
    // @ts-expect-error it is `seeds`
    const misspelled: GenerateFacesOptions = { seed: 1 }
    expect(() => streamFaces(misspelled)).toThrow(InvalidOptionError)
  })
})

describe('streamFaces', () => {
  it('throws for wrong options when it is called', () => {
    expect(() => streamFaces({ model, count: 0 })).toThrow(InvalidOptionError)
    expect(() => streamFaces({ model, device: 'gpu' as never })).toThrow(InvalidOptionError)
  })

  it('gives the faces of generateFaces, one after another, and stops when its reader does', async () => {
    const faces = await generateFaces({ seeds: '0-9', model })
    const seen: number[] = []
    for await (const face of streamFaces({ seeds: '0-4294967295', batchSize: 4, model })) {
      seen.push(largestDifference(face, faces[seen.length]))
      if (seen.length === faces.length) break
    }
    expect(Math.max(...seen)).toBeLessThanOrEqual(1)
  })
})
