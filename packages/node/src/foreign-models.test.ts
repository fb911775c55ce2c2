import type { ModelManifest } from '@facegan/core'
import { loadGenerator } from '@facegan/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder, type TemporaryFolder } from './testing/fixtures.ts'
import { foreignFolder, foreignModels } from './testing/foreign-models.ts'

let folder: TemporaryFolder
beforeAll(async () => void (folder = await temporaryFolder()))
afterAll(() => folder[Symbol.asyncDispose]())

async function draw(name: string, change: Partial<ModelManifest> = {}, options: object = {}) {
  const model = await foreignFolder(folder.path, name, change)
  await using generator = await loadGenerator({ model, device: 'cpu' })
  const faces = await generator.generate({ seeds: '0-6', ...options })
  return faces.map(({ data }) => data)
}

/** Largest difference of any level. */
function furthest(a: readonly Uint8ClampedArray[], b: readonly Uint8ClampedArray[]): number {
  return Math.max(...a.flatMap((face, n) => [...face].map((level, i) => Math.abs(level - b[n][i]))))
}

const others = new Set(['truncation-and-noise', 'grey'])
const alike = Object.keys(foreignModels).filter((name) => !others.has(name))

describe('a generator from elsewhere', () => {
  it.each(alike)('%s draws the same faces as the others, within a level', async (name) => {
    const common = await draw('torch-dcgan')
    expect(new Set(common.map(String)).size).toBe(7)
    expect(furthest(await draw(name), common)).toBeLessThanOrEqual(1)
  })

  it('of one channel is grey', async () => {
    const colour = await draw('torch-dcgan')
    const reds = colour.map((face) =>
      face.map((level, i) => (i % 4 === 3 ? 255 : (face[i - (i % 4)] ?? level))),
    )
    expect(furthest(await draw('grey'), reds)).toBeLessThanOrEqual(1)
  })

  it.each(Object.keys(foreignModels))('%s draws a face alike in any batch', async (name) => {
    expect(await draw(name, {}, { batchSize: 3 })).toEqual(await draw(name, {}, { batchSize: 7 }))
  })

  it('without a declared batch may draw faces that depend on their neighbours', async () => {
    const free = await draw('batch-statistics', { batch: undefined })
    expect(furthest(free, await draw('batch-statistics'))).toBeGreaterThan(1)
  })
})

describe('extra inputs', () => {
  const psi = { name: 'truncation_psi', type: 'float32', shape: [], value: 1 } as const
  const noise = { name: 'noise0', type: 'float32', shape: ['N', 1, 4, 6] } as const
  const inputs = (value: number | 'normal' | number[]) =>
    ({ extraInputs: [psi, { ...noise, value }] }) as unknown as Partial<ModelManifest>

  it('of no noise leave the common picture; noise of a seed is its own and stays', async () => {
    const common = await draw('torch-dcgan')
    expect(furthest(await draw('truncation-and-noise', inputs(0)), common)).toBeLessThanOrEqual(1)
    const noisy = await draw('truncation-and-noise', inputs('normal'))
    expect(furthest(noisy, common)).toBeGreaterThan(10)
    const again = await draw('truncation-and-noise', inputs('normal'), { seeds: [6, 2] })
    expect(again).toEqual([noisy[6], noisy[2]])
  })

  it('of given numbers are fed to every face', async () => {
    const ten = await draw('truncation-and-noise', inputs(Array.from({ length: 24 }, () => 0.5)))
    expect(ten).toEqual(await draw('truncation-and-noise', inputs(0.5)))
  })

  it('that are missing, or of another type, are named', async () => {
    await expect(draw('class-label', { extraInputs: undefined })).rejects.toMatchObject({
      code: 'FACEGAN_INVALID_MODEL',
      message: expect.stringContaining('it also needs input label, which `extraInputs` does not have'),
    })
    const label = { name: 'label', type: 'float32', shape: ['N'], value: 0.5 } as const
    await expect(draw('class-label', { extraInputs: [{ ...label, shape: ['N'] }] })).rejects.toThrow(
      /input label is int64, expected float32/,
    )
    await expect(
      draw('class-label', { extraInputs: [{ ...label, type: 'int64', shape: ['N'] }] }),
    ).rejects.toThrow(/extraInputs\.0\.value: must be whole for int64/)
  })

  it('have noise for latents of one’s own: that of seed 0', async () => {
    const model = await foreignFolder(folder.path, 'truncation-and-noise', inputs('normal'))
    await using generator = await loadGenerator({ model, device: 'cpu' })
    const [face] = await generator.generate({ seeds: 0 })
    const latents = new Float32Array([...face.latent, ...face.latent])
    expect(await generator.render(latents)).toEqual(new Uint8ClampedArray([...face.data, ...face.data]))
  })
})
