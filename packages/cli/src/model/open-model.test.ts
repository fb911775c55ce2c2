import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { useNativeBackend } from '@facegan/tfjs-native'
import { Gan, loadLayersModel, presetNamed, renderSeeds, saveLayersModel } from '@facegan/trainer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openModel } from './open-model.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-open-'))
})
afterAll(() => rm(folder, { recursive: true }))

const tinyModel = fileURLToPath(new URL('../../../../test/fixtures/tiny-model', import.meta.url))
const record = { config: presetNamed('dcgan-32'), data: [{ path: 'photos', repeat: 1, pictures: 40 }] }

describe('a model is', () => {
  it('a model folder, which knows no run', async () => {
    const model = await openModel(tinyModel)
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(model.run).toBeUndefined()
    const pixels = await model.generate([3, 4, 5])
    expect(pixels).toHaveLength(3 * model.size * model.size * 3)
    // one at a time they are the same
    expect(await model.generate([4])).toEqual(pixels.slice(pixels.length / 3, (2 * pixels.length) / 3))
    await model.dispose()
  })

  it('a layers model or a run, drawn by TensorFlow', async () => {
    await useNativeBackend()
    const gan = new Gan(record.config)
    const run = join(folder, 'run')
    const checkpoint = join(run, 'checkpoints/step-000000020')
    await saveLayersModel(gan.networks.ema, join(checkpoint, 'ema'))
    await writeFile(join(checkpoint, 'state.json'), JSON.stringify({ imagesSeen: 640, seconds: 60 }))
    await writeFile(join(run, 'config.json'), JSON.stringify(record))
    gan.dispose()
    const saved = await loadLayersModel(join(checkpoint, 'ema'))
    const seeds = Array.from({ length: 70 }, (_, seed) => seed)
    const expected = renderSeeds(saved, seeds)
    saved.dispose()

    const opened = await openModel(run)
    expect(opened).toMatchObject({ name: 'run', size: 32, kimg: 0.64, run: { record, checkpoint } })
    const bare = await openModel(join(checkpoint, 'ema'))
    expect(bare).toMatchObject({ name: 'ema', size: 32, sha256: opened.sha256 })
    expect(bare.run).toBeUndefined()
    for (const model of [opened, bare]) {
      expect(await model.generate(seeds)).toEqual(expected)
      await model.dispose()
    }
  })
})

it('drawing stops at its signal, whoever draws', async () => {
  for (const place of [tinyModel, join(folder, 'run')]) {
    const model = await openModel(place)
    await expect(model.generate([0], AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    await model.dispose()
  }
})

it('a run without a checkpoint says how to get one', async () => {
  const run = join(folder, 'young')
  await mkdir(join(run, 'checkpoints'), { recursive: true })
  await writeFile(join(run, 'config.json'), JSON.stringify(record))
  await expect(openModel(run)).rejects.toMatchObject({
    code: 'FACEGAN_RUN_FOLDER',
    message: expect.stringMatching(/young has no checkpoint yet\.$/),
    hint: expect.stringMatching(/^train first: facegan train --resume --out /),
  })
})

it('what is nothing of these is no model', async () => {
  await expect(openModel(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'FACEGAN_MODEL_NOT_FOUND' })
})
