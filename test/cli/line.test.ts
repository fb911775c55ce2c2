import { existsSync } from 'node:fs'
import { appendFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan, startFacegan } from './run-facegan.ts'

/** The whole line as a newcomer walks it: pictures, run, kill, resume, export, faces. */

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-line-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (...path: string[]) => join(folder, ...path)

async function eventually(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const until = performance.now() + 120_000
  while (!(await condition())) {
    if (performance.now() > until) throw new Error(`waited two minutes for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const checkpointsOf = (run: string) => readdir(at(run, 'checkpoints')).catch((): string[] => [])
const whole = (names: string[]) => names.filter((name) => name.startsWith('step-'))

describe('from pictures to faces', { timeout: 300_000 }, () => {
  it('makes pictures to train on, one file a seed', async () => {
    const { code, stdout } = await facegan('generate', '--seeds', '100-163', '--out', at('pictures'))
    expect(code).toBe(0)
    expect(stdout.trim()).toBe(at('pictures'))
    expect(await readdir(at('pictures'))).toHaveLength(64)
  })

  it('trains, with progress on stderr and the checkpoint on stdout; a broken picture is named', async () => {
    await writeFile(at('pictures', 'broken.png'), 'text')
    const { code, stdout, stderr } = await facegan(
      'train',
      '--data',
      at('pictures'),
      '--out',
      at('run'),
      '--kimg',
      '0.32',
    )
    expect(stderr).toMatch(/^64 pictures: \d+ to train on, \d+ held out\.$/m)
    expect(stderr).toMatch(/1 could not be used:\n {2}broken\.png: /)
    expect(stderr).toMatch(
      /Generator 1\.4 M weights \(a model of 2\.7 MB\), discriminator 1\.8 M\.\nAbout 2\.\d GFLOP a picture; \d+ pictures a second here: 0\.32 kimg take \d+ (s|min)\./,
    )
    expect(stderr).toMatch(
      /step 20 {2}· {2}0\.3 kimg {2}· {2}\d+ img\/s {2}· {2}loss G \d+\.\d\d D \d+\.\d\d {2}· {2}D right on \d+ % real, \d+ % generated {2}· {2}0 s left/,
    )
    expect(stderr).toContain(`Next: facegan export ${at('run')} --out model`)
    expect(code).toBe(0)
    expect(stdout.trim()).toBe(at('run', 'checkpoints', 'step-000000020'))
  })

  it('tells how far it is with reading many pictures', async () => {
    for (let copy = 0; copy < 5; copy++) await cp(at('pictures'), at('many', `${copy}`), { recursive: true })
    const tooLarge = ['--batch-size', '1000'] // ends once the pictures are read
    const { code, stderr } = await facegan('train', '--data', at('many'), '--out', at('no-run'), ...tooLarge)
    expect(stderr).toMatch(/^Reading pictures: \d+ of 325$/m)
    expect(stderr).toContain('Found 320 usable pictures')
    expect(code).toBe(1)
  })

  it('killed without warning, a run goes on from its last checkpoint and no log line before it is lost', async () => {
    const { child, ended } = startFacegan([
      'train',
      '--data',
      at('pictures'),
      '--out',
      at('killed'),
      '--preset',
      'dcgan-32',
      '--kimg',
      '100',
      '--checkpoint-every',
      '0.5',
    ])
    await eventually(async () => whole(await checkpointsOf('killed')).length > 0, 'a checkpoint')
    child.kill('SIGKILL')
    expect((await ended).signal).toBe('SIGKILL')
    const newest = whole(await checkpointsOf('killed'))
      .toSorted()
      .at(-1)
    const step = Number(newest?.slice(5))

    const resumed = await facegan(
      'train',
      '--resume',
      '--out',
      at('killed'),
      '--kimg',
      String(((step + 20) * 32) / 1000),
    )
    expect(resumed.stderr).toContain(`Resumed at step ${step}`)
    expect(resumed.code).toBe(0)
    const lines = (await readFile(at('killed', 'log.jsonl'), 'utf8')).trimEnd().split('\n')
    const expected = Array.from({ length: (step + 20) / 20 }, (_, i) => 20 * (i + 1))
    expect(lines.map((line) => JSON.parse(line).step)).toEqual(expected)
  })

  it('Ctrl-C ends a run cleanly, with a checkpoint', async () => {
    const { child, ended } = startFacegan([
      'train',
      '--data',
      at('pictures'),
      '--out',
      at('stopped'),
      '--preset',
      'dcgan-32',
      '--kimg',
      '100',
    ])
    await eventually(
      () =>
        existsSync(at('stopped', 'log.jsonl')) && readFile(at('stopped', 'log.jsonl'), 'utf8').then(Boolean),
      'a log line',
    )
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/Stopped at \d+\.\d kimg\. Go on with: facegan train --resume --out /)
    expect(whole(await checkpointsOf('stopped'))).toHaveLength(1)
  })

  it('exports with proof, and generates from the new model', async () => {
    const exported = await facegan('export', at('run'), '--out', at('my-model'), '--json')
    expect(exported.stderr).not.toContain('error')
    expect(exported.code).toBe(0)
    const parity = JSON.parse(exported.stdout)
    expect(parity.comparisons).toHaveLength(3)
    for (const { maxLevels } of parity.comparisons) expect(maxLevels).toBeLessThanOrEqual(1)
    expect((await readdir(at('my-model'))).toSorted()).toEqual([
      'MODEL_CARD.md',
      'facegan.json',
      'generator.onnx',
      'samples.webp',
    ])
    const manifest = JSON.parse(await readFile(at('my-model', 'facegan.json'), 'utf8'))
    const { data } = JSON.parse(await readFile(at('run', 'config.json'), 'utf8'))
    expect(manifest).toMatchObject({
      name: 'my-model',
      training: { imagesSeen: 320, data: [{ name: 'pictures', pictures: data[0].pictures }] },
    })
    expect(JSON.stringify(manifest)).not.toContain(folder) // nobody's paths travel with a model

    const made = await facegan(
      'generate',
      '--model',
      at('my-model'),
      '--seeds',
      '0-63',
      '--scale',
      '1',
      '--out',
      at('new.png'),
    )
    expect(made.code).toBe(0)
    expect((await sharp(at('new.png')).metadata()).width).toBeGreaterThanOrEqual(256)
  })

  it('exports the last generator, float32 weights and a bare layers model too', async () => {
    const float32 = await facegan(
      'export',
      at('run'),
      '--out',
      at('exact'),
      '--generator',
      'last',
      '--weights',
      'float32',
      '--json',
    )
    expect(JSON.parse(float32.stdout)).not.toHaveProperty('weightRounding')
    const bare = await facegan('export', at('run/checkpoints/step-000000020/ema'), '--out', at('bare'))
    expect(bare.code).toBe(0)
    expect(JSON.parse(await readFile(at('bare', 'facegan.json'), 'utf8'))).not.toHaveProperty('training')
  })
})

describe('an export that cannot be trusted leaves no folder', { timeout: 120_000 }, () => {
  it('over tolerance', async () => {
    // no runtime differs by less than nothing: the strictest tolerance shows what happens when one differs by more
    const { code, stderr } = await facegan('export', at('run'), '--out', at('strict'), '--tolerance', '-0.5')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /error: The exported model differs by more than -0\.5 levels of 255; no model was written/,
    )
    expect(existsSync(at('strict'))).toBe(false)
    expect((await readdir(folder)).filter((name) => name.includes('exporting'))).toEqual([])
  })

  it('damaged weights', async () => {
    await cp(at('run'), at('damaged'), { recursive: true })
    await writeFile(at('damaged/checkpoints/step-000000020/ema/weights.bin'), 'short')
    const { code, stderr } = await facegan('export', at('damaged'), '--out', at('from-damaged'))
    expect(code).toBe(1)
    expect(stderr).toMatch(/^error: /m)
    expect(stderr).not.toContain('Traceback')
    expect(existsSync(at('from-damaged'))).toBe(false)
  })

  it('a folder that exists is left alone', async () => {
    const { code, stderr } = await facegan('export', at('run'), '--out', at('pictures'))
    expect(code).toBe(1)
    expect(stderr).toMatch(/exists already\.\nhint: choose another --out/)
  })

  it('something that is neither run nor model', async () => {
    const { code, stderr } = await facegan('export', at('pictures'), '--out', at('nothing'))
    expect(code).toBe(1)
    expect(stderr).toContain('is neither a run nor a tfjs layers model')
  })
})

describe('a damaged model is refused before it runs', () => {
  it.each([
    ['a changed byte', async (path: string) => appendFile(path, 'x'), /wrong length/],
    [
      'a cut',
      async (path: string) => writeFile(path, (await readFile(path)).subarray(0, 1000)),
      /wrong length: expected \d+ bytes, found 1000 bytes/,
    ],
    [
      'one flipped bit',
      async (path: string) => {
        const bytes = await readFile(path)
        bytes[5000] ^= 1
        await writeFile(path, bytes)
      },
      /wrong SHA-256/,
    ],
  ])('%s', async (name, damage, message) => {
    const model = at(`model-${name.replaceAll(' ', '-')}`)
    await cp(at('my-model'), model, { recursive: true })
    await damage(join(model, 'generator.onnx'))
    const { code, stderr } = await facegan('generate', '--model', model, '--out', at('none.png'))
    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(existsSync(at('none.png'))).toBe(false)
  })
})
