import { execFileSync } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeOnnx } from '../../packages/cli/dist/describe/describe-onnx.js'
import { serveFolder } from '../../packages/node/src/testing/model-server.ts'
import { facegan, startFacegan } from './run-facegan.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-models-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (name: string) => join(folder, name)
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
const foreign = (name: string) => fixture(`foreign-models/${name}.onnx`)
const builtIn = fileURLToPath(new URL('../../models/faces-64', import.meta.url))

describe('models describe', () => {
  it('of an ONNX file says what it is, what was guessed, and what to do next', async () => {
    const { code, stdout, stderr } = await facegan('models', 'describe', foreign('truncation-and-noise'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/^latent +z float32 \[N,8\], 8 numbers {2}\(guessed\)$/m)
    expect(stdout).toMatch(/^picture +image float32 \[N,3,4,6\]: 6x4, colour, NCHW {2}\(read\)$/m)
    expect(stdout).toMatch(/^licence +the file does not say {2}\(unknown\)$/m)
    expect(stderr).toContain('Next: facegan models describe')
  })

  it('--out makes a folder that generate takes, and check finds right', async () => {
    const args = ['--out', at('gan'), '--set', 'label=0', '--name', 'my-gan']
    const made = await facegan('models', 'describe', foreign('class-label'), ...args)
    expect(made).toMatchObject({ code: 0, stdout: `${at('gan')}\n` })
    expect((await readdir(at('gan'))).toSorted()).toEqual(['MODEL_CARD.md', 'facegan.json', 'generator.onnx'])
    const card = await readFile(join(at('gan'), 'MODEL_CARD.md'), 'utf8')
    expect(card).toMatch(
      /# my-gan 0\.1\.0\n(.|\n)*\| input label \| int64 \[N\]: always 0 \| given \|(.|\n)*## Unknown/,
    )

    const drawn = await facegan(
      'generate',
      '--model',
      at('gan'),
      '--seeds',
      '0-8',
      '--out',
      at('faces.png'),
      '--scale',
      '1',
    )
    expect(drawn.code).toBe(0)
    expect(await sharp(at('faces.png')).metadata()).toMatchObject({ width: 18, height: 12 })
    const { code, stdout } = await facegan('models', 'check', at('gan'))
    expect(code).toBe(0)
    expect(stdout).toMatch(/✓ seeds .*\n– samples +the model has no samples\.webp/)
    const again = await facegan('models', 'describe', foreign('class-label'), ...args)
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('it exists already') })
  })

  it('of a model prints its manifest, also as JSON', async () => {
    const { stdout } = await facegan('models', 'describe', 'faces-64')
    expect(stdout).toMatch(/^edits +smile, age/m)
    const json = JSON.parse((await facegan('models', 'describe', builtIn, '--json')).stdout)
    expect(json.manifest.name).toBe('faces-64')
    expect(stdout).toContain(json.integrity)
  })

  it('--json of an ONNX file is the manifest and what it rests on', async () => {
    const { stdout } = await facegan('models', 'describe', foreign('flat'), '--size', '6x4', '--json')
    const { manifest, findings } = JSON.parse(stdout)
    expect(manifest.image).toEqual({ width: 6, height: 4, channels: 3 })
    expect(findings).toContainEqual(expect.objectContaining({ what: 'batch', how: 'measured' }))
  })

  it.each([
    [['--size', '6'], 2, /`--size` must be a width and a height, such as 28x28; got "6"/],
    [['--range', '1,0'], 2, /`--range` must be two numbers, the lower first/],
    [['--set', 'label'], 2, /`--set` must be an input and its value/],
    [['--set', 'label=three'], 2, /`--set` must be/],
    [['--name', 'My GAN'], 2, /`--name` must be lower-case/],
    [['--timeout', '0'], 2, /`--timeout` must be a number above 0/],
    [['--layout', 'CHW'], 2, /Allowed choices are NCHW, NHWC/],
    [
      [],
      1,
      /error: It also needs input label, int64 \[N\], perhaps the label of a class\.\nhint: .*--set label=0/,
    ],
  ])('%j exits with %d', async (args, exitCode, message) => {
    const { code, stderr } = await facegan('models', 'describe', foreign('class-label'), ...args)
    expect(code).toBe(exitCode)
    expect(stderr).toMatch(message)
  })
})

describe('a hostile file', () => {
  const options = { wishes: { set: {} }, timeoutMs: 60_000 }

  it('that never ends is left after --timeout', async () => {
    const { code, stderr } = await facegan('models', 'describe', foreign('endless'), '--timeout', '3')
    expect(code).toBe(1)
    expect(stderr).toMatch(/error: It was not done after 3 s\.\nhint: .*--timeout SECONDS/)
  })

  it('that crashes native code is an error of its own', async () => {
    const describing = describeOnnx(foreign('endless'), options)
    const children = () =>
      execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' })
    await expect.poll(children).toContain('describe/child.js')
    const pid = Number(/^ *(\d+) .*describe\/child\.js/m.exec(children())?.[1])
    process.kill(pid, 'SIGSEGV')
    await expect(describing).rejects.toMatchObject({
      code: 'FACEGAN_CANNOT_DESCRIBE',
      message: 'Inspecting it crashed ONNX Runtime (it was ended by SIGSEGV).',
    })
  })

  it('is left at once on Ctrl-C', async () => {
    const controller = new AbortController()
    const describing = describeOnnx(foreign('endless'), { ...options, signal: controller.signal })
    setTimeout(() => controller.abort('enough'), 300)
    await expect(describing).rejects.toBe('enough')
  })

  it.each(['not-there', 'endless/../..'])('that cannot be read is named: %s', async (path) => {
    await expect(describeOnnx(foreign(path), options)).rejects.toThrow(/could not be read: ENO/)
  })

  it('however it is damaged, is described or refused', async () => {
    const whole = await readFile(foreign('truncation-and-noise'))
    const place = fc.nat({ max: whole.length - 1 })
    const damages = fc.oneof(
      place.map((length) => whole.subarray(0, length)),
      fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 }).map((bytes) => {
        const damaged = Buffer.from(whole)
        for (const [where, value] of bytes) damaged[where] = value
        return damaged
      }),
      fc
        .tuple(place, place)
        .map(([from, to]) => Buffer.concat([whole.subarray(0, from), whole.subarray(to)])),
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    )
    const path = join(folder, 'damaged.onnx')
    await fc.assert(
      fc.asyncProperty(damages, async (bytes) => {
        await writeFile(path, bytes)
        const outcome = await describeOnnx(path, options).then(
          ({ manifest }) => manifest.format,
          (error) => error.code,
        )
        expect(['facegan-model', 'FACEGAN_CANNOT_DESCRIBE']).toContain(outcome)
      }),
      { numRuns: 15 },
    )
  })
})

describe('models check', () => {
  it('finds the built-in model right, and prints its integrity', async () => {
    const { code, stdout } = await facegan('models', 'check')
    expect(code).toBe(0)
    expect(stdout).toMatch(/✓ samples +64 faces differ from samples\.webp by at most [01] of 255 levels/)
    const [integrity] = /sha256-\S+/.exec(stdout) ?? []
    expect((await facegan('models', 'check', builtIn, '--integrity', integrity ?? '')).code).toBe(0)
  })

  it('finds samples that are other faces', async () => {
    await cp(builtIn, at('changed'), { recursive: true })
    await sharp(join(builtIn, 'samples.webp'))
      .flop()
      .webp({ lossless: true })
      .toFile(join(at('changed'), 'samples.webp'))
    const { code, stdout, stderr } = await facegan('models', 'check', at('changed'), '--json')
    expect(code).toBe(1)
    const { findings } = JSON.parse(stdout)
    expect(findings.at(-1)).toMatchObject({ subject: 'samples', ok: false })
    expect(stderr).toMatch(/error: The model does not do what it should: samples: 64 faces differ/)
  })

  it('finds a file that was changed', async () => {
    await cp(fixture('tiny-model'), at('tiny'), { recursive: true })
    const path = join(at('tiny'), 'generator.onnx')
    await writeFile(path, (await readFile(path)).fill(0, 50, 60))
    const { code, stderr } = await facegan('models', 'check', at('tiny'))
    expect(code).toBe(1)
    expect(stderr).toMatch(/generator\.onnx has the wrong SHA-256/)
  })
})

it('a model behind a URL is fetched once, listed, used offline, and cleared', async () => {
  await using server = await serveFolder(fixture('tiny-model'))
  const env = { FACEGAN_CACHE: at('cache') }
  const run = (...args: string[]) => startFacegan(args, env).ended
  const args = ['generate', '--model', server.url, '--seeds', '1-4', '--out', at('remote')]
  expect(await run(...args)).toMatchObject({ code: 0, stdout: `${at('remote')}\n` })
  expect((await run('models', 'check', server.url)).stdout).toContain('– samples    of a model behind a URL')
  await server.stop()

  const [, cached] = JSON.parse((await run('models', 'list', '--json')).stdout)
  expect(cached).toMatchObject({ name: 'tiny-model', kind: 'cached', bytes: 13_628, size: 13_628 })
  expect((await run('models', 'list')).stdout).toMatch(
    /^faces-64 .*\n {2}built in\n.*\ntiny-model 1\.0\.0 {2}8x8, 13,628 bytes\n {2}fetched \d{4}-\d\d-\d\d from http:/,
  )
  expect((await run(...args, '--offline')).code).toBe(0)
  expect((await run('models', 'clear')).stdout).toMatch(/^1[45],\d{3} bytes freed in .*cache/)
  expect(await run(...args, '--offline')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /error: http.*facegan\.json is not in the cache .*\nhint: .*FACEGAN_OFFLINE/,
    ),
  })
})
