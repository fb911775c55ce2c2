import { existsSync } from 'node:fs'
import {
  appendFile,
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bfloat16Pays } from '@facegan/tfjs-native'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { TrainConfig } from './config.ts'
import { dcgan32 } from './presets/dcgan-32.ts'
import { loadLayersModel } from './run/layers-model-file.ts'
import type { LogLine } from './run/run-log.ts'
import { writePlainPictures } from './testing/plain-pictures.ts'
import { trainGan } from './train-gan.ts'
import type { NewRunOptions } from './train-options.ts'

const narrow: TrainConfig = {
  ...dcgan32,
  precision: 'float32',
  network: {
    ...dcgan32.network,
    generator: { ...dcgan32.network.generator, widths: [16, 12, 8] },
    discriminator: { ...dcgan32.network.discriminator, widths: [8, 12] },
    latentSize: 8,
  },
  batchSize: 8,
  ema: { halfLifeImages: 100, rampUp: 0 },
  mirror: true,
}

let folder: string
let pictures: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-train-'))
  pictures = join(folder, 'pictures')
  await writePlainPictures(pictures, 20)
})
afterAll(() => rm(folder, { recursive: true }))

const sixtySteps = { kimg: 0.48 }
const begin = (name: string, options: Partial<NewRunOptions> = sixtySteps): NewRunOptions => ({
  out: join(folder, name),
  data: pictures,
  config: narrow,
  ...options,
})

const evaluationsOf = async (name: string) =>
  (await readFile(join(folder, name, 'evaluations.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

async function logOf(name: string): Promise<Omit<LogLine, 'seconds' | 'imagesPerSecond'>[]> {
  const text = await readFile(join(folder, name, 'log.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { seconds, imagesPerSecond, ...rest } = JSON.parse(line) as LogLine
      expect(seconds).toBeGreaterThan(0)
      expect(imagesPerSecond).toBeGreaterThan(0)
      return rest
    })
}

describe('a run', () => {
  it('remembers the precision that auto stood for, and goes on with it', async () => {
    const precisionIn = async (name: string) =>
      JSON.parse(await readFile(join(folder, name, 'config.json'), 'utf8')).config.precision
    const asked = (precision: TrainConfig['precision']) => ({ config: { ...narrow, precision } })
    await trainGan(begin('auto', { ...asked('auto'), kimg: 0.016 }))
    expect(await precisionIn('auto')).toBe(bfloat16Pays() ? 'bfloat16' : 'float32')

    await trainGan(begin('rounded', { ...asked('bfloat16'), kimg: 0.16 }))
    expect(await precisionIn('rounded')).toBe('bfloat16')
    await trainGan({ out: join(folder, 'rounded'), resume: true, kimg: 0.32 })
    await trainGan(begin('rounded whole', { ...asked('bfloat16'), kimg: 0.32 }))
    expect(await logOf('rounded')).toEqual(await logOf('rounded whole'))
  })

  it('leaves a config, a log, samples and a whole checkpoint', async () => {
    const messages: string[] = []
    const result = await trainGan(begin('whole'), { onMessage: (message) => messages.push(message) })

    expect(result).toMatchObject({ step: 60, kimg: 0.48, stoppedBy: 'budget' })
    expect((await logOf('whole')).map(({ step }) => step)).toEqual([20, 40, 60])
    expect(messages).toEqual([expect.stringMatching(/^20 pictures: \d+ to train on, \d+ held out\.$/)])
    const [trained, heldOut] = Array.from(messages[0].matchAll(/\d+/g), Number).slice(1)
    expect(trained + heldOut).toBe(20)
    const record = JSON.parse(await readFile(join(folder, 'whole/config.json'), 'utf8'))
    expect(record.config).toEqual(narrow)
    expect(record.data).toEqual([{ path: pictures, repeat: 1, pictures: trained }])
    expect((await readdir(result.checkpoint)).toSorted()).toEqual([
      'checksums.json',
      'discriminator',
      'ema',
      'generator',
      'optimizer-discriminator.bin',
      'optimizer-discriminator.json',
      'optimizer-generator.bin',
      'optimizer-generator.json',
      'state.json',
    ])
    const grid = await sharp(join(folder, 'whole/samples/000000-kimg.webp')).metadata()
    expect([grid.width, grid.height]).toEqual([256, 256])
  })

  it('follows from its seed: the same again is the same, another seed is not', async () => {
    await trainGan(begin('again'))
    await trainGan(begin('other', { ...sixtySteps, config: { ...narrow, seed: 1 } }))
    expect(await logOf('again')).toEqual(await logOf('whole'))
    expect(await logOf('other')).not.toEqual(await logOf('whole'))
  })

  it('stopped by its signal and resumed, gives the same curve and weights as an unbroken one', async () => {
    const controller = new AbortController()
    const stopped = await trainGan(begin('broken'), {
      signal: controller.signal,
      onProgress: ({ step }) => step === 20 && controller.abort(),
    })
    expect(stopped.stoppedBy).toBe('signal')
    expect(stopped.step).toBeLessThan(60)
    const messages: string[] = []
    const finished = await trainGan(
      { out: join(folder, 'broken'), resume: true, kimg: 0.48 },
      { onMessage: (message) => messages.push(message) },
    )
    expect(messages).toContain(`Resumed at step ${stopped.step} (${stopped.kimg.toFixed(1)} kimg).`)
    expect(await logOf('broken')).toEqual(await logOf('whole'))
    for (const network of ['generator', 'discriminator', 'ema'] as const) {
      const [broken, whole] = await Promise.all(
        ['broken', 'whole'].map((name) =>
          loadLayersModel(join(folder, name, 'checkpoints/step-000000060', network)),
        ),
      )
      whole
        .getWeights()
        .forEach((weight, i) => expect(broken.getWeights()[i].dataSync()).toEqual(weight.dataSync()))
    }
    expect(finished.checkpoint).toBe(join(folder, 'broken/checkpoints/step-000000060'))
  })

  it('goes on with other pictures, and says so', async () => {
    const data = join(folder, 'changing')
    await writePlainPictures(data, 16)
    await trainGan(begin('changed', { data, kimg: 0.008 }))
    await writePlainPictures(data, 18)
    const warnings: string[] = []
    const onMessage = (message: string, kind?: 'warning') => kind === 'warning' && warnings.push(message)
    const { step } = await trainGan(
      { out: join(folder, 'changed'), resume: true, kimg: 0.016 },
      { onMessage },
    )
    expect(step).toBe(2)
    expect(warnings).toEqual([expect.stringMatching(/^The pictures changed since this run stopped/)])
  })

  it('stops after an epoch when asked to', async () => {
    const result = await trainGan(begin('epoch', { epochs: 1 }))
    const [{ pictures }] = JSON.parse(await readFile(join(folder, 'epoch/config.json'), 'utf8')).data
    expect(result.step).toBe(Math.ceil(pictures / 8)) // batches of 8
  })

  it('keeps decoded pictures for the next one in FACEGAN_CACHE', async () => {
    vi.stubEnv('FACEGAN_CACHE', join(folder, 'cache'))
    onTestFinished(() => void vi.unstubAllEnvs())
    await trainGan(begin('cached', { epochs: 1 }))
    expect(await readdir(join(folder, 'cache', 'pictures'))).toEqual([expect.stringMatching(/\.pack$/)])
    await trainGan(begin('cached-again', { epochs: 1 }))
    expect(await logOf('cached-again')).toEqual(await logOf('cached'))
    expect(await logOf('cached')).toEqual(await logOf('epoch'))
  })
})

describe('nothing is lost', () => {
  it('a log line cut short, lines after the checkpoint and a half-written checkpoint do not survive a resume', async () => {
    const run = join(folder, 'killed')
    await cp(join(folder, 'whole'), run, { recursive: true })
    await appendFile(join(run, 'log.jsonl'), '{"step":80,"kimg":0.64}\n{"step":100,"ki')
    await mkdir(join(run, 'checkpoints/writing-1'))
    await writeFile(join(run, 'checkpoints/writing-1/state.json'), '{')
    await trainGan({ out: run, resume: true, kimg: 0.64 })
    expect((await logOf('killed')).map(({ step }) => step)).toEqual([20, 40, 60, 80])
    expect(await readdir(join(run, 'checkpoints'))).toEqual(['step-000000060', 'step-000000080'])
  })

  it('stopped before its first log line, it has a checkpoint all the same', async () => {
    const { step, stoppedBy, checkpoint } = await trainGan(begin('early', { minutes: 1e-9 }))
    expect([step, stoppedBy]).toEqual([0, 'budget'])
    expect(existsSync(join(checkpoint, 'state.json'))).toBe(true)
  })

  it('a best generator that a kill left between two names is put back', async () => {
    const run = join(folder, 'renaming')
    await cp(join(folder, 'whole'), run, { recursive: true })
    await mkdir(join(run, 'best.before-1'))
    await mkdir(join(run, 'best.writing-1'))
    await trainGan({ out: run, resume: true, kimg: 0.48 })
    const names = await readdir(run)
    expect(names.filter((name) => name.startsWith('best'))).toEqual(['best'])
  })

  it('a folder that already holds a run, or something else, is left alone', async () => {
    await expect(trainGan(begin('whole'))).rejects.toMatchObject({
      code: 'FACEGAN_RUN_FOLDER',
      hint: /--resume/,
    })
    await expect(trainGan(begin('pictures'))).rejects.toThrow(/not empty and holds no run/)
  })

  it('resuming where there is no run says so', async () => {
    await expect(trainGan({ out: join(folder, 'nowhere'), resume: true })).rejects.toThrow(
      /There is no run in .*nowhere/,
    )
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })

  describe('a damaged newest checkpoint is named and set aside, and training goes on from the one before', () => {
    const flipBit = async (path: string) => {
      const bytes = await readFile(path)
      bytes[bytes.length >> 1] ^= 1
      await writeFile(path, bytes)
    }
    it.each<[string, (checkpoint: string) => Promise<void>, RegExp]>([
      [
        'cut',
        (at) => truncate(join(at, 'generator/weights.bin'), 5),
        /generator\/weights\.bin has 5 bytes and had \d+/,
      ],
      [
        'flipped',
        (at) => flipBit(join(at, 'optimizer-generator.bin')),
        /optimizer-generator\.bin is not what was written/,
      ],
      ['missing', (at) => rm(join(at, 'ema/model.json')), /ema\/model\.json is missing/],
      ['state', (at) => writeFile(join(at, 'state.json'), '{'), /state\.json has 1 bytes and had/],
      ['unlisted', (at) => rm(join(at, 'checksums.json')), /it has no checksums\.json/],
      ['list', (at) => writeFile(join(at, 'checksums.json'), '{"a":1}'), /checksums\.json is no list/],
    ])('%s', async (name, damage, what) => {
      const run = join(folder, `damaged-${name}`)
      await cp(join(folder, 'killed'), run, { recursive: true })
      await damage(join(run, 'checkpoints/step-000000080'))
      const messages: string[] = []
      const warnings: string[] = []
      const onMessage = (message: string, kind?: 'warning') =>
        (kind === 'warning' ? warnings : messages).push(message)
      await trainGan({ out: run, resume: true, kimg: 0.64 }, { onMessage })
      expect(warnings).toHaveLength(1)
      const [said] = warnings
      expect(said).toMatch(/^The checkpoint step-000000080 is damaged: /)
      expect(said).toMatch(what)
      expect(said).toMatch(/It is now called damaged-step-000000080; going on from step-000000060\.$/)
      expect(messages).toContain('Resumed at step 60 (0.5 kimg).')
      expect(await logOf(`damaged-${name}`)).toEqual(await logOf('killed'))
      const kept = await readdir(join(run, 'checkpoints'))
      expect(kept.toSorted()).toEqual(['damaged-step-000000080', 'step-000000060', 'step-000000080'])
    })

    it('with none whole, all stay where they are and each is named', async () => {
      const run = join(folder, 'all-damaged')
      await cp(join(folder, 'killed'), run, { recursive: true })
      for (const name of ['step-000000060', 'step-000000080'])
        await truncate(join(run, 'checkpoints', name, 'state.json'), 0)
      await expect(trainGan({ out: run, resume: true, kimg: 0.64 })).rejects.toMatchObject({
        code: 'FACEGAN_RUN_FOLDER',
        message: expect.stringMatching(
          /No checkpoint in .* is whole:\n {2}step-000000080: state\.json has 0 bytes and had \d+\n {2}step-000000060: /,
        ),
      })
      expect((await readdir(join(run, 'checkpoints'))).toSorted()).toEqual([
        'step-000000060',
        'step-000000080',
      ])
    })
  })

  it('a config that could not be read back later is refused before the run begins', async () => {
    const config = { ...narrow, seed: 2 ** 31 }
    await expect(trainGan(begin('late', { config }))).rejects.toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
    })
    expect(existsSync(join(folder, 'late'))).toBe(false)
  })

  it('stopped while it reads pictures, it leaves no run folder behind', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(trainGan(begin('unread'), { signal })).rejects.toThrow('enough')
    expect(existsSync(join(folder, 'unread'))).toBe(false)
  })

  it('too few pictures leave no run folder behind', async () => {
    const config = { ...narrow, batchSize: 64 }
    await expect(trainGan(begin('few', { config }))).rejects.toThrow(
      /Found 20 usable pictures .* a batch needs 64/,
    )
    expect(existsSync(join(folder, 'few'))).toBe(false)
  })

  it.each(['.', 'checkpoints', 'samples'])(
    '%s may not be written to: said, and nothing is lost',
    async (place) => {
      const run = join(folder, `closed-${place.replace('.', 'run')}`)
      await cp(join(folder, 'whole'), run, { recursive: true })
      await withoutRights(run, async () => {
        await chmod(join(run, place), 0o555)
        await expect(trainGan({ out: run, resume: true, kimg: 0.5 })).rejects.toMatchObject({
          code: 'FACEGAN_RUN_FOLDER',
          message: expect.stringMatching(/could not be written to .*: it may not be written to\.$/),
          hint: expect.stringContaining('earlier checkpoints are untouched'),
        })
        await chmod(join(run, place), 0o755)
      })
      expect((await trainGan({ out: run, resume: true, kimg: 0.5 })).step).toBe(63)
    },
  )
})

/** Permissions bind nobody who is root: then `work` is done as nobody, to whom `run` is given. */
async function withoutRights(run: string, work: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return work()
  const nobody = 65534
  for (const place of ['.', ...(await readdir(run, { recursive: true }))])
    await chown(join(run, place), nobody, nobody)
  await chmod(folder, 0o755)
  process.seteuid!(nobody)
  try {
    await work()
  } finally {
    process.seteuid!(0)
  }
}

it('a loss that stops being a number ends the run with the last good checkpoint named', async () => {
  const hot = { ...narrow.optimizer.generator, learningRate: 1e30 }
  const config = { ...narrow, optimizer: { generator: hot, discriminator: hot } }
  await expect(trainGan(begin('hot', { ...sixtySteps, config }))).rejects.toMatchObject({
    code: 'FACEGAN_DIVERGED',
    message: expect.stringMatching(/diverged at step \d+.*no checkpoint yet/),
    hint: expect.stringContaining('--learning-rate'),
  })
})

describe('evaluation while it trains', () => {
  it('measures now and then, keeps the best, and a resumed run goes on as an unbroken one', async () => {
    const often = { evaluateEveryKimg: 0.16 }
    const lines: number[] = []
    await trainGan(begin('evaluated', { ...often, ...sixtySteps }), {
      onEvaluation: ({ step }) => lines.push(step),
    })
    expect(lines).toEqual([20, 40, 60])
    const whole = await evaluationsOf('evaluated')
    for (const { kid, floor } of whole) {
      expect(Number.isFinite(kid.value) && kid.standardError > 0).toBe(true)
      expect(floor === null || Number.isFinite(floor.value)).toBe(true)
    }
    const best = whole.toSorted((a, b) => a.kid.value - b.kid.value)[0]
    expect(JSON.parse(await readFile(join(folder, 'evaluated/best/evaluation.json'), 'utf8'))).toEqual(best)
    const kept = await loadLayersModel(join(folder, 'evaluated/best/ema'))
    expect(kept.inputs[0].shape).toEqual([null, 8])
    kept.dispose()

    await trainGan(begin('evaluated-twice', { ...often, kimg: 0.32 }))
    const out = join(folder, 'evaluated-twice')
    await appendFile(join(out, 'evaluations.jsonl'), '{"step":60}\n{"st') // after the checkpoint, and cut short
    await trainGan({ out, resume: true, kimg: 0.48, ...often })
    expect(await evaluationsOf('evaluated-twice')).toEqual(whole)
  })

  it('stops when patience runs out', async () => {
    const config = { ...narrow, ema: { halfLifeImages: 1e15, rampUp: 0 } } // an average that does not move
    const result = await trainGan(
      begin('patient', { config, evaluateEveryKimg: 0.16, patience: 2, kimg: 10 }),
    )
    expect(result).toMatchObject({ stoppedBy: 'converged', step: 60 })
    expect(await evaluationsOf('patient')).toHaveLength(3)
  })

  it('may be left out', async () => {
    await trainGan(begin('unmeasured', { evaluateEveryKimg: 0, kimg: 0.16 }))
    expect(existsSync(join(folder, 'unmeasured/evaluations.jsonl'))).toBe(false)
    expect(existsSync(join(folder, 'unmeasured/best'))).toBe(false)
  })
})
