import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan, startFacegan } from './run-facegan.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-use-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (name: string) => join(folder, name)

const commands = [
  'generate',
  'interpolate',
  'verify',
  'setup',
  'train',
  'evaluate',
  'judge',
  'export',
  'convert',
  'directions',
  'models',
  'doctor',
  'bench',
]

describe('help', () => {
  it('without a command shows what a newcomer types first', async () => {
    const { code, stdout } = await facegan()
    expect(code).toBe(0)
    for (const command of commands) expect(stdout).toContain(`facegan ${command}`)
  })

  it.each(commands)('%s --help ends with examples', async (command) => {
    const { code, stdout } = await facegan(command, '--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`Examples:\\n  facegan ${command}`))
    expect(stdout).not.toContain('undefined')
  })

  it('--version is the package version', async () => {
    const { version } = JSON.parse(
      await readFile(new URL('../../packages/cli/package.json', import.meta.url), 'utf8'),
    )
    expect((await facegan('--version')).stdout.trim()).toBe(version)
  })
})

describe('wrong use exits with 2 and says what is right', () => {
  it.each([
    [['generate', '--seeds', '-1'], /`seeds` must be integers from 0 to 4294967295, or ranges/],
    [['generate', '--seeds', '4294967296'], /`seeds` must be/],
    [['generate', '--count', '0'], /`--count` must be a whole number from 1 up; got "0"/],
    [['generate', '--count', 'many'], /`--count` must be a whole number/],
    [
      ['generate', '--count', '1000000000', '--out', 'sheet.png'],
      /1000000000 faces are .* GiB of pixels.*\n.*streamFaces|at most 4096 for one sheet/,
    ],
    [['generate', '--truncation', '2'], /`truncation` must be a number from 0 to 1; got 2/],
    [
      ['generate', '--edit', 'smile'],
      /`--edit` must be amounts by name, such as smile=1\.5,age=-1; got "smile"/,
    ],
    [['generate', '--format', 'bmp'], /Allowed choices are png, webp, jpeg, raw, tar/],
    [['generate', '--format', 'raw'], /`--format` must be png, webp or jpeg for files; got "raw"/],
    [['generate', '--out', '-'], /`--format` must be png, webp, jpeg, raw or tar with --out -/],
    [
      ['generate', '--out', '-', '--format', 'png', '-n', '2'],
      /`--count` must be 1 for png on stdout; got 2/,
    ],
    [['generate', '--out', '-', '--format', 'raw', '--json'], /`--json` must be left out with --out -/],
    [
      ['generate', '--out', 'a.gif'],
      /`--out` must be a folder, a \.png, \.webp or \.jpg for one sheet, or -/,
    ],
    [['generate', '--out', 'a.tar'], /`--out` must be .*\nhint: `--shard-size` writes tars into a folder/],
    [['generate', '--out', 'a.png', '--index'], /`--index` must be left out for one sheet/],
    [['generate', '--latents'], /`--latents` must be given with --index, --ndjson or --json/],
    [['generate', '--json', '--ndjson'], /`--json` must be left out with --ndjson/],
    [['generate', '--shard-size', '0'], /`--shard-size` must be a whole number from 1 up/],
    [
      ['generate', '-n', '9', '--shard', '3/2'],
      /`--shard` must be i\/n with i from 1 to n, such as 2\/8; got "3\/2"/,
    ],
    [
      ['generate', '-n', '9', '--shard', '1/2'],
      /`--shard` must be in no more parts than there are shards, 1; got "1\/2"/,
    ],
    [['generate', '--shard-size', '9', '--out', 'a.png'], /`--out` must be a folder for shards/],
    [['interpolate'], /required option '-s, --seeds <list>' not specified/],
    [['interpolate', '--seeds', '3'], /`seeds` must be at least two to go between; got "3"/],
    [['interpolate', '--seeds', '3,8', '--frames', '1'], /`--frames` must be a whole number from 2 up/],
    [
      ['interpolate', '--seeds', '3,8', '--out', 'a.gif'],
      /`--out` must be a \.webp for an animation, a folder/,
    ],
    [['interpolate', '--seeds', '3,8', '--out', 'a.png'], /`--out` must be a \.webp for an animation/],
    [
      ['interpolate', '--seeds', '3,8', '--out', 'frames', '--fps', '9'],
      /`--fps` must be left out for a folder/,
    ],
    [['interpolate', '--seeds', '3,8', '--out', '-', '--format', 'png'], /`--format` must be webp or raw/],
    [['verify'], /missing required argument 'files'/],
    [['generate', '--sedes', '1'], /unknown option '--sedes'\n\(Did you mean --seeds\?\)/],
    [['genrate'], /unknown command 'genrate'\n\(Did you mean generate\?\)/],
    [['train', '--out', 'x'], /`--data` must be a folder, \.tar or \.zip of pictures/],
    [['train', '--data', 'x'], /required option '-o, --out <run>' not specified/],
    [
      ['train', '--data', 'x', '--out', 'y', '--preset', 'z'],
      /`preset` must be one of faces-64, dcgan-32; got "z"/,
    ],
    [
      ['train', '--data', 'x', '--out', 'y', '--preset', 'dcgan-32', '--config', 'z.json'],
      /`--preset` must be left out with --config/,
    ],
    [['train', '--data', 'x', '--out', 'y', '--loss', 'l1'], /Allowed choices are non-saturating/],
    [
      ['train', '--data', 'x', '--out', 'y', '--minutes', '0'],
      /`--minutes` must be a number above 0; got "0"/,
    ],
    [['train', '--resume', '--out', 'x', '--batch-size', '8'], /left out with --resume/],
    [['export', '--out', 'x'], /missing required argument 'run'/],
    [
      ['export', 'run', '--out', 'My Model!'],
      /`--name` must be lower-case letters, digits and dashes; got "my-model!"/,
    ],
    [['export', 'run'], /required option '-o, --out <folder>' not specified/],
  ])('%j', async (args, message) => {
    const { code, stderr, stdout } = await facegan(...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })
})

describe('failures exit with 1 and a hint', () => {
  it.each([
    [['generate', '--model', 'no-such-model'], /No model at /],
    [
      ['train', '--data', '/no/such/folder', '--out', join(tmpdir(), 'facegan-no-run')],
      /No pictures at \/no\/such\/folder/,
    ],
    [
      ['train', '--data', 'x', '--out', 'y', '--config', '/no/such.json'],
      /config \/no\/such\.json cannot be read/,
    ],
    [['train', '--resume', '--out', '/no/such/run'], /There is no run in \/no\/such\/run/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await facegan(...args)
    expect(stderr).toMatch(message)
    expect(stderr).toContain('hint: ')
    expect(code).toBe(1)
  })

  it.each([{ CI: 'true' }, { FORCE_COLOR: '1' }])(
    'colours no pipe, whatever the environment says: %j',
    async (env) => {
      const { stderr } = await startFacegan(['generate', '--model', 'no-such-model'], env).ended
      expect(stderr).toMatch(/^error: No model at .*\nhint: /)
    },
  )

  it('training without TensorFlow set up says which command sets it up', async () => {
    const empty = { TFJS_NATIVE_HOME: at('empty-home') }
    const { code, stderr } = await startFacegan(['train', '--data', folder, '--out', at('run')], empty).ended
    expect(code).toBe(1)
    expect(stderr).toMatch(/not set up/)
    expect(stderr).toMatch(/setup/)
  })
})

describe('generate', () => {
  it('writes one labelled file a seed and reports them as JSON', async () => {
    const { code, stdout } = await facegan(
      'generate',
      '--seeds',
      '3,8-9',
      '--format',
      'webp',
      '--out',
      at('three'),
      '--json',
    )
    expect(code).toBe(0)
    const { device, model, faces } = JSON.parse(stdout)
    expect([device, model]).toEqual(['cpu', 'faces-64'])
    expect(faces.map(({ seed }: { seed: number }) => seed)).toEqual([3, 8, 9])
    expect(await readdir(at('three'))).toEqual([
      'seed-0000000003.webp',
      'seed-0000000008.webp',
      'seed-0000000009.webp',
    ])
    const { xmpAsString } = await sharp(faces[0].file).metadata()
    expect(xmpAsString).toContain('trainedAlgorithmicMedia')
  })

  it('draws one sheet where --out is a picture', async () => {
    const { code, stdout } = await facegan(
      'generate',
      '--count',
      '6',
      '--columns',
      '3',
      '--scale',
      '2',
      '--out',
      at('six.jpg'),
    )
    expect(code).toBe(0)
    expect(stdout.trim()).toBe(at('six.jpg'))
    const { width = 0, height = 0, format } = await sharp(at('six.jpg')).metadata()
    expect(format).toBe('jpeg')
    expect(width).toBeGreaterThanOrEqual(3 * 64)
    expect(width).toBeGreaterThan(height)
  })

  it('the same seed is the same file', async () => {
    await facegan('generate', '--seeds', '5', '--out', at('once'))
    await facegan('generate', '--seeds', '4-6', '--out', at('twice'))
    const [once, twice] = await Promise.all(
      ['once', 'twice'].map((name) =>
        sharp(join(at(name), 'seed-0000000005.png'))
          .raw()
          .toBuffer(),
      ),
    )
    expect(once.every((level, i) => Math.abs(level - twice[i]) <= 1)).toBe(true)
  })
})

it('a reader that closes the pipe is no error', async () => {
  const { child, ended } = startFacegan(['train', '--help'])
  child.stdout?.destroy()
  expect(await ended).toMatchObject({ code: 0, stderr: '' })
})

describe('doctor', () => {
  interface Finding {
    subject: string
    ok: boolean
    detail: string
    hint?: string
    facesPerSecond?: number
  }
  const findingsOf = (stdout: string): Finding[] => JSON.parse(stdout)

  it('names every device, the model, its speed and the state of training', async () => {
    const { code, stdout } = await facegan('doctor', '--json')
    expect(code).toBe(0)
    const findings = findingsOf(stdout)
    const subjects = findings.map(({ subject }) => subject)
    const always = ['node', 'packages', 'threads', 'cuda', 'webgpu', 'coreml', 'dml', 'cpu', 'wasm', 'model']
    expect(subjects).toEqual(expect.arrayContaining([...always, 'cpu speed', 'wasm speed', 'training']))
    const ok = Object.fromEntries(findings.map((finding) => [finding.subject, finding.ok]))
    expect(ok).toMatchObject({
      node: true,
      packages: true,
      cpu: true,
      wasm: true,
      model: true,
      training: true,
    })
    // of another system's devices nothing can be done here
    const helpless = findings.filter(({ ok, hint }) => !ok && !hint).map(({ subject }) => subject)
    expect(helpless.filter((subject) => !['coreml', 'dml'].includes(subject))).toEqual([])
    const speed = findings.find(({ subject }) => subject === 'cpu speed')
    expect(speed?.facesPerSecond).toBeGreaterThan(0)
  })

  it('says what is wrong with a model, and measures nothing then', async () => {
    const model = at('damaged')
    await cp(new URL('../../models/faces-64', import.meta.url), model, { recursive: true })
    await writeFile(join(model, 'generator.onnx'), 'cut short')
    const { code, stdout } = await facegan('doctor', '--json', '--model', model)
    expect(code).toBe(0)
    const findings = findingsOf(stdout)
    expect(findings.find(({ subject }) => subject === 'model')).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/generator\.onnx has the wrong length/),
      hint: expect.stringContaining('fetch or export the model again'),
    })
    expect(findings.some(({ subject }) => subject.endsWith('speed'))).toBe(false)
  })

  it('prints a line for each finding, hints below', async () => {
    const { stdout } = await facegan('doctor', '--model', at('nowhere'))
    expect(stdout).toMatch(/^✓ node +\d/)
    expect(stdout).toMatch(/\n– model +No model at .*nowhere.*\n +hint: /)
  })
})

describe('bench', () => {
  it('tells how long batches of each size take', async () => {
    const args = ['--device', 'cpu', '--threads', '1', '--batch-sizes', '1,8', '--seconds', '1']
    const { code, stdout } = await facegan('bench', ...args, '--json')
    expect(code).toBe(0)
    const [speed, ...others] = JSON.parse(stdout)
    expect(others).toEqual([])
    expect(speed).toMatchObject({ device: 'cpu', model: expect.stringMatching(/^faces-64 \d/) })
    expect(speed.speeds.map(({ batchSize }: { batchSize: number }) => batchSize)).toEqual([1, 8])
    for (const { batchSize, batches, facesPerSecond, medianMs, p95Ms } of speed.speeds) {
      expect(batches).toBeGreaterThanOrEqual(2)
      expect(p95Ms).toBeGreaterThanOrEqual(medianMs)
      // at least half of the batches took the median or longer
      expect(facesPerSecond).toBeGreaterThan(0)
      expect(facesPerSecond).toBeLessThanOrEqual((2 * batchSize * 1000) / medianMs)
    }
  })

  it('prints a table', async () => {
    const { code, stdout } = await facegan('bench', '--device', 'cpu', '--batch-sizes', '2')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^faces-64 \S+ on cpu: ready after \d+ ms, the first face \d+ ms later\n {2}batch .*\n {6}2 /,
    )
  })

  it.each(['0', '1,x', '1.5', '', '8192', Array(17).fill(1).join()])(
    'refuses batch sizes %j',
    async (sizes) => {
      const { code, stderr } = await facegan('bench', '--batch-sizes', sizes)
      expect(code).toBe(2)
      expect(stderr).toContain('--batch-sizes')
    },
  )

  it('names a device that cannot work', async () => {
    const { code, stderr } = await facegan('bench', '--device', 'coreml')
    expect(code).toBe(1)
    expect(stderr).toMatch(/coreml/)
  })
})
