import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { generateFaces } from '@facegan/node'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { python } from '../parity/python.ts'
import { bin, facegan, startFacegan, type Outcome } from './run-facegan.ts'

/** Where faces go: files, shards, pipes and animations; stopped, killed, and without room. */

const tiny = fileURLToPath(new URL('../fixtures/tiny-model', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-outputs-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (...path: string[]) => join(folder, ...path)

const filesIn = async (path: string) => (await readdir(path).catch((): string[] => [])).toSorted()

async function sumsOf(path: string): Promise<Record<string, string>> {
  const sums = (await filesIn(path)).map(async (name) => {
    const content = await readFile(join(path, name))
    return [name, createHash('sha256').update(content).digest('hex')] as const
  })
  return Object.fromEntries(await Promise.all(sums))
}

async function until(condition: () => Promise<boolean>, ended: Promise<Outcome>): Promise<void> {
  const early = ended.then(({ stderr }) => {
    throw new Error(`ended before it was asked to:\n${stderr}`)
  })
  early.catch(() => {}) // it will be stopped, and nobody waits for it then
  while (!(await condition())) await Promise.race([early, sleep(5)])
}

async function expectWholePictures(path: string): Promise<number> {
  const pictures = (await filesIn(path)).filter((name) => /^seed.*\.png$/.test(name))
  for (const name of pictures) await sharp(join(path, name)).raw().toBuffer()
  return pictures.length
}

describe('shards', { timeout: 180_000 }, () => {
  const shards = ['generate', '--model', tiny, '--count', '2400', '--shard-size', '120', '--index']

  it('killed and started again, they are those of an unbroken run', async () => {
    const unbroken = await facegan(...shards, '--out', at('unbroken'))
    expect(unbroken.code, unbroken.stderr).toBe(0)
    expect(unbroken.stdout).toBe(`${at('unbroken', 'faces-{000000..000019}.tar')}\n`)
    const whole = await sumsOf(at('unbroken'))
    expect(Object.keys(whole)).toHaveLength(22)

    for (const enough of [2, 5]) {
      const { child, ended } = startFacegan([...shards, '--out', at('killed')])
      const finished = async () => (await filesIn(at('killed'))).filter((name) => /^faces.*tar$/.test(name))
      await until(async () => (await finished()).length >= enough, ended)
      child.kill('SIGKILL')
      expect((await ended).signal).toBe('SIGKILL')
      const { 'dataset.json': _, ...left } = await sumsOf(at('killed'))
      const named = Object.entries(left).filter(([name]) => !name.startsWith('.'))
      expect(named.length).toBeLessThan(20)
      for (const [name, sum] of named) expect(sum, name).toBe(whole[name])
    }
    expect((await facegan(...shards, '--out', at('killed'))).code).toBe(0)
    expect(await sumsOf(at('killed'))).toEqual(whole)
  })

  it('each machine makes its part; --json tells which', async () => {
    for (const shard of ['2/2', '1/2']) {
      const { code, stdout } = await facegan(...shards, '--out', at('parts'), '--shard', shard, '--json')
      expect(code).toBe(0)
      const { device, model, pattern, shards: made } = JSON.parse(stdout)
      expect([device, model, made.length]).toEqual(['cpu', 'tiny-model', 10])
      expect(pattern).toMatch(shard === '1/2' ? /\{000000\.\.000009\}\.tar$/ : /\{000010\.\.000019\}\.tar$/)
    }
    const { 'index.ndjson': _, ...whole } = await sumsOf(at('unbroken'))
    const { 'index-1-of-2.ndjson': __, 'index-2-of-2.ndjson': ___, ...parts } = await sumsOf(at('parts'))
    expect(parts).toEqual(whole)
  })

  it('a folder of other shards is left alone', async () => {
    const { code, stderr } = await facegan(...shards, '--out', at('parts'), '--truncation', '0.5')
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /holds shards of something else: truncation 1 there, 0\.5 here\.\nhint: choose another/,
    )
  })
})

describe('an index', () => {
  it('has a line a file, and --ndjson prints the same as it goes', async () => {
    const args = [
      '--seeds',
      '3,8-9',
      '--edit',
      'first=1',
      '--model',
      tiny,
      '--index',
      '--latents',
      '--ndjson',
    ]
    const { code, stdout } = await facegan('generate', ...args, '--out', at('indexed'))
    expect(code).toBe(0)
    const parse = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    const printed = parse(stdout)
    const listed = parse(await readFile(at('indexed', 'index.ndjson'), 'utf8'))
    expect(printed).toEqual(listed.map((line) => ({ ...line, file: at('indexed', line.file) })))
    expect(listed[2]).toMatchObject({ file: 'seed-0000000009-first=1.png', seed: 9, edit: { first: 1 } })
    const [face] = await generateFaces({ seeds: 9, edit: { first: 1 }, model: tiny })
    expect(listed[2].latent).toEqual([...face.latent])
  })
})

describe('stdout', { timeout: 120_000 }, () => {
  it('raw: RGBA bytes, one face after another', async () => {
    const { code, output, stderr } = await facegan(
      'generate',
      '--seeds',
      '7,40-72',
      '--format',
      'raw',
      '--out',
      '-',
    )
    expect(code).toBe(0)
    expect(stderr).toContain('Seeds 7,40-72: 64x64 RGBA, 16384 bytes a face.')
    expect(output).toHaveLength(34 * 16384)
    const faces = await generateFaces({ seeds: '7,40-72' })
    expect(output.equals(Buffer.concat(faces.map(({ data }) => Buffer.from(data.buffer))))).toBe(true)
  })

  it.each(['png', 'webp', 'jpeg'])('one %s, labelled', async (format) => {
    const { code, output } = await facegan('generate', '--seeds', '7', '--format', format, '--out', '-')
    expect(code).toBe(0)
    const metadata = await sharp(output).metadata()
    expect(metadata.format).toBe(format)
    expect(metadata.xmpAsString).toContain('facegan:seed="7"')
  })

  it('a tar, as those of shards', async () => {
    await facegan('generate', '--seeds', '0-49', '--shard-size', '50', '--out', at('one-shard'))
    const { output } = await facegan('generate', '--seeds', '0-49', '--format', 'tar', '--out', '-')
    expect(output.equals(await readFile(at('one-shard', 'faces-000000.tar')))).toBe(true)
  })

  it.each([
    ['raw', 'generate', '--count', '1000000', '--format', 'raw', '--out', '-'],
    ['tar', 'generate', '--count', '1000000', '--format', 'tar', '--out', '-'],
    ['raw frames', 'interpolate', '--seeds', '1,2', '--frames', '1000000', '--format', 'raw', '--out', '-'],
    ['lines', 'generate', '--count', '1000000', '--model', tiny, '--ndjson', '--out', 'endless'],
  ])('a reader that has seen enough of %s ends it quietly', async (_what, ...args) => {
    const { child, ended } = startFacegan(args, {}, folder)
    await new Promise((resolve) => child.stdout!.once('data', resolve))
    child.stdout!.destroy()
    const { code, stderr } = await ended
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/error|EPIPE|\n {4}at /i)
  })

  it.each([
    ['bytes', ['generate', '--count', '9', '--format', 'raw', '--out', '-']],
    ['a report', ['generate', '--json', '--out', 'reported']],
  ])('on a full disk, %s are a clear failure', async (_what, args) => {
    const script = ['-c', 'exec "$0" "$@" > /dev/full', process.execPath, bin, ...args]
    const { execFile } = await import('node:child_process')
    const failure = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
      execFile('sh', script, { cwd: folder }, (error, _stdout, stderr) =>
        resolve({ code: error?.code, stderr }),
      ),
    )
    expect(failure.code).toBe(1)
    expect(failure.stderr).toMatch(/error: stdout could not be written: the disk is full\.\n.*\n?hint: /)
    expect(failure.stderr).not.toMatch(/\n {4}at /)
  })

  it('a terminal gets no bytes', async () => {
    const spawn = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))'
    const args = [process.execPath, bin, 'generate', '--format', 'png', '--out', '-']
    const failure = await python(['-c', spawn, ...args]).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 2, stdout: expect.stringContaining('not for a terminal') })
    expect(JSON.stringify(failure)).not.toContain('PNG\\r')
  })
})

describe('interpolate', () => {
  it('draws a labelled animation that goes round', async () => {
    const args = ['--seeds', '3,8,21', '--frames', '12', '--fps', '10', '--truncation', '0.8', '--json']
    const { code, stdout } = await facegan('interpolate', ...args, '--out', at('deep/walk.webp'))
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toEqual({
      device: 'cpu',
      model: 'faces-64',
      file: at('deep/walk.webp'),
      frames: 12,
    })
    const { pages, pageHeight, delay, loop, xmpAsString } = await sharp(at('deep/walk.webp'), {
      animated: true,
    }).metadata()
    expect({ pages, pageHeight, loop, delay }).toEqual({
      pages: 12,
      pageHeight: 128,
      loop: 0,
      delay: Array(12).fill(100),
    })
    for (const text of ['trainedAlgorithmicMedia', 'facegan:seed="3,8,21"', 'facegan:truncation="0.8"'])
      expect(xmpAsString).toContain(text)
    const { output } = await facegan('interpolate', ...args.slice(0, -1), '--format', 'webp', '--out', '-')
    expect(output.equals(await readFile(at('deep/walk.webp')))).toBe(true)
  })

  it('or a folder of frames, each of which verifies', async () => {
    const args = ['--seeds', '3,8', '--frames', '5', '--one-way', '--edit', 'smile=2', '--index']
    expect((await facegan('interpolate', ...args, '--out', at('frames'))).code).toBe(0)
    const names = [0, 1, 2, 3, 4].map((n) => `frame-00000${n}.png`)
    expect(await filesIn(at('frames'))).toEqual([...names, 'index.ndjson'])
    const { code, stdout } = await facegan('verify', ...names.map((name) => at('frames', name)))
    expect(code).toBe(0)
    expect(stdout).toContain(
      `${at('frames', names[1]!)}: same; seed 3 of faces-64, mixed 8@0.25, edited smile=2\n`,
    )
    expect(stdout).toContain(`${at('frames', names[4]!)}: same; seed 8 of faces-64, edited smile=2\n`)
  })
})

describe('verify', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await facegan('generate', '--seeds', '1-2', '--out', at('true'))
    await facegan('generate', '--seeds', '1', '--model', tiny, '--out', at('tiny'))
    await facegan('generate', '--seeds', '0-8', '--out', at('sheet.webp'))
    const { xmpAsString = '' } = await sharp(at('true/seed-0000000001.png')).metadata()
    await sharp(at('true/seed-0000000002.png')).withXmp(xmpAsString).toFile(at('false.png'))
    await writeFile(at('text.png'), 'text')
  })

  it('exits with 0 where all are what they claim', async () => {
    const { code, stdout, stderr } = await facegan('verify', at('true/seed-0000000001.png'), at('sheet.webp'))
    expect(stderr).toBe('')
    expect(stdout.split('\n')).toEqual([
      `✓ ${at('true/seed-0000000001.png')}: same; seed 1 of faces-64`,
      `✓ ${at('sheet.webp')}: same; a sheet of seeds 0-8 of faces-64`,
      '',
    ])
    expect(code).toBe(0)
    expect((await facegan('verify', at('tiny/seed-0000000001.png'), '--model', tiny)).code).toBe(0)
  })

  it('and with 1 where one is not, with a verdict for each', async () => {
    const files = [
      'true/seed-0000000001.png',
      'false.png',
      'tiny/seed-0000000001.png',
      'text.png',
      'missing.png',
    ]
    const { code, stdout, stderr } = await facegan('verify', '--json', ...files.map((file) => at(file)))
    expect(code).toBe(1)
    expect(stderr).toMatch(/error: 4 of 5 files do not verify\.\nhint: --model /)
    const found = JSON.parse(stdout)
    expect(found.map(({ verdict }: { verdict: string }) => verdict)).toEqual([
      'same',
      'different',
      'other-model',
      'unreadable',
      'unreadable',
    ])
    expect(found[1]).toMatchObject({
      file: at('false.png'),
      label: { seed: 1 },
      difference: { mean: expect.any(Number) },
    })
  })
})

describe('Ctrl-C keeps what is finished, and leaves nothing else', { timeout: 120_000 }, () => {
  /** @returns stderr, and what is left in the folder */
  async function interrupted(args: string[], where: string, files: number) {
    const { child, ended } = startFacegan(args, {}, folder)
    let said = ''
    child.stderr!.on('data', (chunk) => (said += chunk))
    const begun = async () => / of [\d,]+ faces/.test(said) && (await filesIn(at(where))).length >= files
    await until(begun, ended)
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect(stderr).toContain('Interrupted; what was finished is kept.')
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(code).toBe(1)
    const left = await filesIn(at(where))
    expect(left.filter((name) => name.startsWith('.'))).toEqual([])
    return { stderr, left }
  }

  it('of a folder', async () => {
    const args = ['generate', '--count', '1000000', '--index', '--out', 'stopped']
    const { left } = await interrupted(args, 'stopped', 10)
    const pictures = await expectWholePictures(at('stopped'))
    expect(pictures).toBe(left.length - 1)
    const index = await readFile(at('stopped', 'index.ndjson'), 'utf8')
    expect(index.trimEnd().split('\n')).toHaveLength(pictures)
  })

  it('of shards, and says how to go on', async () => {
    const args = ['generate', '--count', '1000000', '--shard-size', '50', '--out', 'stopped-shards']
    const { stderr, left } = await interrupted(args, 'stopped-shards', 3)
    expect(stderr).toContain('The same command goes on from here.')
    expect(left.slice(0, 2)).toEqual(['dataset.json', 'faces-000000.tar'])
  })

  it.each([
    ['a sheet', ['generate', '--count', '4096', '--out', 'stopped-one/a.png']],
    ['an animation', ['interpolate', '--seeds', '1,2', '--frames', '9000', '--out', 'stopped-one/a.webp']],
    ['bytes', ['generate', '--count', '1000000', '--format', 'raw', '--out', '-']],
  ])('of %s', async (_what, args) => {
    expect((await interrupted(args, 'stopped-one', 0)).left).toEqual([])
  })
})

it('killed while it writes a folder, it leaves no half face under a final name', async () => {
  const { child, ended } = startFacegan(['generate', '--count', '1000000', '--out', at('killed-folder')])
  await until(async () => (await filesIn(at('killed-folder'))).length > 40, ended)
  child.kill('SIGKILL')
  await ended
  expect(await expectWholePictures(at('killed-folder'))).toBeGreaterThan(30)
})

describe('where a file may not grow', () => {
  it('faces that fit stay, and the one that does not is named', async () => {
    const faces = await generateFaces({ seeds: '0-63' })
    const sized = await Promise.all(
      faces.map(async (face) => ({ seed: face.seed, bytes: (await face.toPng()).length })),
    )
    sized.sort((a, b) => a.bytes - b.bytes)
    const [small, large] = [sized[0]!, sized.at(-1)!]
    const blocks = Math.floor((large.bytes - 1) / 512)
    expect(small.bytes).toBeLessThan(blocks * 512)
    const args = ['generate', '--seeds', `${small.seed},${large.seed}`, '--index', '--out', at('no-room')]
    const { code, stderr } = await startFacegan(args, {}, folder, blocks).ended
    expect(code).toBe(1)
    const name = (seed: number) => `seed-${String(seed).padStart(10, '0')}.png`
    expect(stderr).toMatch(
      new RegExp(`error: .*${name(large.seed)} could not be written: files may not grow that long here\\.`),
    )
    expect(await filesIn(at('no-room'))).toEqual(['index.ndjson', name(small.seed)])
  })

  it.each([
    ['a sheet', ['generate', '--count', '64', '--out', 'no-room-sheet/a.png']],
    ['a shard', ['generate', '--count', '64', '--shard-size', '64', '--out', 'no-room-sheet']],
    ['an animation', ['interpolate', '--seeds', '1,2', '--out', 'no-room-sheet/a.webp']],
  ])('%s is not there at all', async (_what, args) => {
    await mkdir(at('no-room-sheet'), { recursive: true })
    const { code, stderr } = await startFacegan(args, {}, folder, 16).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /error: .* could not be written: files may not grow that long here\.\n(.*\n)?hint: /,
    )
    expect((await filesIn(at('no-room-sheet'))).filter((name) => name !== 'dataset.json')).toEqual([])
  })

  it('a file in the way of the folder is named', async () => {
    await writeFile(at('in-the-way'), '')
    for (const args of [['generate'], ['generate', '--shard-size', '9'], ['interpolate', '--seeds', '1,2']]) {
      const { code, stderr } = await facegan(...args, '--out', at('in-the-way'))
      expect(code).toBe(1)
      expect(stderr).toMatch(/in-the-way could not be written: a file of this name is in the way/)
    }
  })
})
