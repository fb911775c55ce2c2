import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Mt19937 } from '@facegan/core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan, startFacegan, type Outcome } from './run-facegan.ts'
import { openInTensorboard } from './tensorboard.ts'

/** Training that is killed at random moments, against training that is not. `pnpm soak` does more of it. */

const kills = Number(process.env['FACEGAN_SOAK_KILLS'] ?? 4)
const seed = Number(process.env['FACEGAN_SOAK_SEED'] ?? Date.now() % 2 ** 31)

/** Small enough to take a step in milliseconds. */
const narrow = {
  preset: 'dcgan-32',
  network: { latentSize: 8, generator: { widths: [16, 12, 8] }, discriminator: { widths: [8, 12] } },
  batchSize: 8,
  ema: { halfLifeImages: 100 },
  mirror: true,
}
const stepsPerLog = 20
const kimgOf = (step: number) => String((step * narrow.batchSize) / 1000)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-kills-'))
  await facegan('generate', '--seeds', '100-131', '--out', at('pictures'))
  await writeFile(at('narrow.json'), JSON.stringify(narrow))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (...path: string[]) => join(folder, ...path)

/** What begins a run, or goes on with it where it has begun. */
function trainArgs(run: string, kimg: string, everySeconds = 0.2): string[] {
  const begun = existsSync(at(run, 'config.json'))
  const which = begun ? ['--resume'] : ['--data', at('pictures'), '--config', at('narrow.json')]
  const limits = ['--kimg', kimg, '--checkpoint-every', String(everySeconds)]
  return ['train', ...which, '--out', at(run), ...limits]
}

async function linesOf(run: string): Promise<string[]> {
  const text = await readFile(at(run, 'log.jsonl'), 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1) // what has no end was cut short
}

/** Step, images and losses; not how long they took. */
async function curveOf(run: string): Promise<unknown[]> {
  return (await linesOf(run)).map((line) => {
    const { seconds: _, imagesPerSecond: __, ...rest } = JSON.parse(line)
    return rest
  })
}

/** Names of the checkpoints, newest last. @throws when one of them is not what was written */
async function wholeCheckpoints(run: string): Promise<string[]> {
  const names = await readdir(at(run, 'checkpoints')).catch((): string[] => [])
  const checkpoints = names.filter((name) => name.startsWith('step-')).toSorted()
  for (const name of checkpoints) {
    const sums = JSON.parse(await readFile(at(run, 'checkpoints', name, 'checksums.json'), 'utf8'))
    expect(Object.keys(sums)).toHaveLength(11)
    for (const [file, { sha256 }] of Object.entries<{ sha256: string }>(sums)) {
      const content = await readFile(at(run, 'checkpoints', name, file))
      expect(createHash('sha256').update(content).digest('hex'), `${name}/${file}`).toBe(sha256)
    }
  }
  return checkpoints
}

const stepOf = (checkpoint: string | undefined) => Number(checkpoint?.slice('step-'.length) ?? 0)

async function until(condition: () => Promise<boolean>, ended: Promise<Outcome>): Promise<void> {
  const early = ended.then(({ stderr }) => {
    throw new Error(`ended before it was asked to:\n${stderr}`)
  })
  early.catch(() => {}) // it will be killed, and nobody waits for it then
  while (!(await condition())) await Promise.race([early, sleep(20)])
}

async function expectSameRun(one: string, other: string, step: number): Promise<void> {
  expect(await curveOf(one)).toEqual(await curveOf(other))
  const name = `checkpoints/step-${String(step).padStart(9, '0')}`
  const weights = ['generator', 'discriminator', 'ema'].map((network) => `${network}/weights.bin`)
  for (const file of [...weights, 'optimizer-generator.bin', 'optimizer-discriminator.bin']) {
    const [a, b] = await Promise.all([one, other].map((run) => readFile(at(run, name, file))))
    expect(a!.equals(b!), `${file} of step ${step}`).toBe(true)
  }
}

/** In TensorBoard, whatever was killed: each logged step once, with its values, and the grids of checkpoints. */
async function expectShownAsLogged(run: string): Promise<void> {
  const { scalars, images } = await openInTensorboard(at(run, 'tensorboard'))
  const lines = (await linesOf(run)).map((line) => JSON.parse(line))
  const shown = (key: string) => lines.map((line) => [line.step, Math.fround(line[key])])
  const rate = lines.map((line) => [line.step, Math.fround(0.0002)])
  const grids = images['samples'] ?? []
  const steps = grids.map(({ step }) => step)
  const { 'samples/pairwise_distance': distances, ...logged } = scalars
  expect(distances?.map(([step]) => step)).toEqual(steps)
  for (const [, distance] of distances!) expect(distance).toBeGreaterThan(0)
  expect(logged).toEqual({
    'loss/generator': shown('lossG'),
    'loss/discriminator': shown('lossD'),
    'accuracy/real': shown('accuracyReal'),
    'accuracy/generated': shown('accuracyFake'),
    'learning_rate/generator': rate,
    'learning_rate/discriminator': rate,
    'speed/images_per_second': shown('imagesPerSecond'),
    'speed/kimg': shown('kimg'),
  })
  expect(steps).toEqual([...new Set(steps)].toSorted((a, b) => a - b))
  expect(steps.at(-1)).toBe(lines.at(-1).step)
  for (const { width, height, data } of grids) {
    const png = await sharp(Buffer.from(data, 'base64')).metadata()
    expect([png.format, png.width, png.height, width, height]).toEqual(['png', 256, 256, 256, 256])
  }
}

describe('killed at any moment', { timeout: 120_000 + kills * 30_000 }, () => {
  it(`${kills} kills change no loss and no weight (seed ${seed})`, async () => {
    const random = new Mt19937(seed)
    const sessions: string[] = []
    let lost = 0
    for (let n = 1; n <= kills; n++) {
      const { child, ended } = startFacegan(trainArgs('killed', '1000000'))
      const lines = (await linesOf('killed')).length
      // one in four while it still starts, the others while it trains, writes and logs
      const starting = random.double() < 0.25
      if (!starting) await until(async () => (await linesOf('killed')).length > lines, ended)
      const waitMs = Math.round(random.double() * 1200)
      await sleep(waitMs)
      child.kill('SIGKILL')
      const { signal, stderr } = await ended
      expect(signal, stderr).toBe('SIGKILL')
      expect(stderr).not.toMatch(/error:|damaged/)

      const checkpoint = stepOf((await wholeCheckpoints('killed')).at(-1))
      const steps = (await linesOf('killed')).map((line) => JSON.parse(line).step)
      expect(steps).toEqual(steps.map((_, i) => (i + 1) * stepsPerLog))
      expect((steps.at(-1) ?? 0) >= checkpoint).toBe(true)
      lost += Math.max(0, (steps.at(-1) ?? 0) - checkpoint)
      sessions.push(`${starting ? 'start' : 'train'} + ${waitMs} ms: checkpoint ${checkpoint}`)
    }

    const reached = stepOf((await wholeCheckpoints('killed')).at(-1))
    const end = reached + 2 * stepsPerLog
    const last = await facegan(...trainArgs('killed', kimgOf(end)))
    expect(last.stderr).not.toMatch(/error:|damaged/)
    expect(last.code).toBe(0)
    const unbroken = await facegan(...trainArgs('unbroken', kimgOf(end)))
    expect(unbroken.code).toBe(0)
    await expectSameRun('killed', 'unbroken', end)
    for (const place of ['.', 'samples', 'checkpoints'])
      expect(
        (await readdir(at('killed', place))).filter((name) => /tmp|writing|training/.test(name)),
      ).toEqual([])
    await expectShownAsLogged('killed')
    console.log(
      [
        ...sessions,
        `${kills} kills (seed ${seed}) over ${end} steps: no checkpoint damaged, no log line before one lost, ` +
          `losses and weights as unbroken; ${lost} steps were computed twice.`,
      ].join('\n'),
    )
  })

  it('a second trainer is refused while the first lives; killed, the first blocks nobody', async () => {
    const { child, ended } = startFacegan(trainArgs('locked', '1000000'))
    await until(async () => (await wholeCheckpoints('locked')).length > 0, ended)
    const second = await facegan('train', '--resume', '--out', at('locked'))
    expect(second.code).toBe(1)
    expect(second.stderr).toMatch(
      new RegExp(
        `error: .*locked is being trained by process ${child.pid}, since .*\nhint: .*kill ${child.pid}`,
      ),
    )
    child.kill('SIGKILL')
    await ended
    const step = stepOf((await wholeCheckpoints('locked')).at(-1)) + stepsPerLog
    const third = await facegan(...trainArgs('locked', kimgOf(step)))
    expect(third.stderr).not.toContain('error')
    expect(third.code).toBe(0)
  })

  it('a file that cannot be written to its end is a clear error, and the checkpoint before it goes on', async () => {
    expect((await facegan(...trainArgs('full', kimgOf(20)))).code).toBe(0)
    await cp(at('full'), at('roomy'), { recursive: true })
    // the shell's limit on a file's size fails a write half-way, as a full disk does, and needs no rights
    const full = await startFacegan(trainArgs('full', kimgOf(60)), {}, undefined, 50).ended
    expect(full.code).toBe(1)
    expect(full.stderr).toMatch(
      /error: The checkpoint of step \d+ could not be written to .*: the file would be larger than this process may write\.\n/,
    )
    expect(full.stderr).toMatch(/hint: free some space .* earlier checkpoints are untouched/)
    expect(await readdir(at('full', 'checkpoints'))).toEqual(['step-000000020'])
    for (const run of ['full', 'roomy']) expect((await facegan(...trainArgs(run, kimgOf(60)))).code).toBe(0)
    await expectSameRun('full', 'roomy', 60)
  })
})
