import { generatorContract, largestDifference } from '@facegan/core/testing'
import { loadGenerator, type NodeFaceGenerator } from '@facegan/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tinyModel, tinyPlanarModel } from './testing/fixtures.ts'

describe.each([
  ['cpu', 'packed pixels', tinyModel],
  ['cpu', 'planar floats', tinyPlanarModel],
  ['cpu', 'the built-in model', undefined],
  ['wasm', 'packed pixels', tinyModel],
] as const)('the generator contract, on %s with %s', (device, _name, model) => {
  let generator: NodeFaceGenerator
  beforeAll(async () => {
    generator = await loadGenerator({ model, device })
  })
  afterAll(() => generator.dispose())

  it.each(generatorContract)('$name', async ({ check }) => {
    await expect(check(generator)).resolves.toBeUndefined()
  })
})

it('planar floats and packed pixels of the same network give the same faces', async () => {
  await using packed = await loadGenerator({ model: tinyModel })
  await using planar = await loadGenerator({ model: tinyPlanarModel })
  const seeds = '0-63'
  const [a, b] = await Promise.all([packed.generate({ seeds }), planar.generate({ seeds })])
  const differences = a.map((face, i) => largestDifference(face, b[i]))
  expect(Math.max(...differences)).toBeLessThanOrEqual(1)
})

it('the number of threads changes no pixel by more than one level', async () => {
  await using one = await loadGenerator({ threads: 1, device: 'cpu' })
  await using two = await loadGenerator({ threads: 2, device: 'cpu' })
  const [a, b] = await Promise.all([one.generate({ seeds: '0-15' }), two.generate({ seeds: '0-15' })])
  const differences = a.map((face, i) => largestDifference(face, b[i]))
  expect(Math.max(...differences)).toBeLessThanOrEqual(1)
})

it('calls that overlap on one generator each get their own faces', async () => {
  await using generator = await loadGenerator({ model: tinyModel })
  const alone = await generator.generate({ seeds: '0-19', batchSize: 3 })
  const overlapping = await Promise.all(
    Array.from({ length: 20 }, (_, seed) => generator.generate({ seeds: seed, batchSize: 1 })),
  )
  const differences = overlapping.map(([face], i) => largestDifference(face, alone[i]))
  expect(Math.max(...differences)).toBeLessThanOrEqual(1)
})
