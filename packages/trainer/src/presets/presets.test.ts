import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfigFile } from './config-file.ts'
import { extendPreset, type ConfigChanges } from './extend.ts'
import { presets } from './index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

describe('a preset extended', () => {
  it('by nothing is the preset', () => {
    expect(extendPreset({})).toEqual(presets['faces-64'])
    expect(extendPreset({ preset: 'dcgan-32' })).toEqual(presets['dcgan-32'])
  })

  it('changes what is named and keeps the rest', () => {
    const config = extendPreset({ batchSize: 16, objective: { loss: 'hinge' }, ema: { rampUp: 0 } })
    const { 'faces-64': base } = presets
    expect(config).toEqual({
      ...base,
      batchSize: 16,
      objective: { ...base.objective, loss: 'hinge' },
      ema: { ...base.ema, rampUp: 0 },
    })
  })

  it('takes lists and another optimizer whole', () => {
    const sgd = { method: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: false } as const
    const config = extendPreset({
      network: { imageSize: 32, generator: { widths: [64, 32, 16, 8] }, discriminator: { widths: [8, 16] } },
      optimizer: { generator: sgd },
    })
    expect(config.network.generator.widths).toEqual([64, 32, 16, 8])
    expect(config.optimizer.generator).toEqual(sgd)
    expect(config.optimizer.discriminator.method).toBe('adam')
  })

  it.each<[ConfigChanges, RegExp]>([
    [{ preset: 'faces-128' }, /`preset` must be one of faces-64, dcgan-32/],
    [{ network: { depth: 3 } } as ConfigChanges, /network\.depth/],
    [{ network: { imageSize: 128 } }, /network\.imageSize.*64 for 5 generator widths/],
    [{ objective: { loss: 'w' } } as unknown as ConfigChanges, /objective\.loss/],
  ])('%j names the field', (changes, message) => {
    expect(() => extendPreset(changes)).toThrow(message)
  })

  it('by any one of its own values is the same', () => {
    const paths = Object.entries(presets).flatMap(([preset, config]) =>
      Object.entries(config).map(([key, value]) => ({ preset, [key]: value })),
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), (changes) => {
        expect(extendPreset(changes as ConfigChanges)).toEqual(presets[changes.preset])
      }),
    )
  })
})

describe('a config file', () => {
  it('may be JSON, JavaScript or TypeScript', async () => {
    const files = [
      await write('a.json', '{ "preset": "dcgan-32", "seed": 7 }'),
      await write('b.mjs', "export default { preset: 'dcgan-32', seed: 7 }"),
      await write(
        'c.ts',
        "const seed: number = 7\nexport default { preset: 'dcgan-32', seed } satisfies object",
      ),
    ]
    for (const file of files) expect(await loadConfigFile(file)).toEqual({ ...presets['dcgan-32'], seed: 7 })
  })

  it.each([
    ['broken.json', '{ "seed": ', /cannot be read/],
    ['broken.ts', 'export default {', /cannot be read/],
    ['list.json', '[1]', /holds no object/],
    ['number.mjs', 'export default 3', /holds no object/],
    ['wrong.json', '{ "batchSize": "many" }', /batchSize/],
  ])('%s is a clear error', async (name, text, message) => {
    await expect(loadConfigFile(await write(name, text))).rejects.toThrow(message)
  })

  it('that is not there is a clear error', async () => {
    await expect(loadConfigFile(join(folder, 'none.ts'))).rejects.toMatchObject({
      code: 'FACEGAN_CONFIG_FILE',
      hint: expect.stringContaining('.json'),
    })
  })
})
