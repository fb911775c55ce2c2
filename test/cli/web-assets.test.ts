import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { facegan, startFacegan } from './run-facegan.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-web-assets-'))
})
afterAll(() => rm(folder, { recursive: true }))
const at = (name: string) => join(folder, name)
const repository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const assets = (...args: string[]) => startFacegan(['web-assets', ...args], {}, folder).ended

it('writes all that a page fetches, and prints the page', async () => {
  const { code, stdout, stderr } = await assets('public/facegan')
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(
      /^\d+ files in public\/facegan, 4\d\.\d MB: (\d+) written, 0 were there\n\n$/,
    ),
  })
  const files = (await readdir(at('public/facegan'), { recursive: true })).toSorted()
  expect(files).toEqual(
    expect.arrayContaining([
      'THIRD-PARTY-NOTICES.txt',
      'element.js',
      'facegan.js',
      'faces-64/MODEL_CARD.md',
      'faces-64/facegan.json',
      'faces-64/generator.onnx',
      'ort-wasm-simd-threaded.asyncify.wasm',
      'ort-wasm-simd-threaded.wasm',
      'seed-of-text.js',
      'wasm-worker.js',
      'webgpu-worker.js',
    ]),
  )
  expect(files.filter((file) => /tmp|\.map$|\.d\.ts$/.test(file))).toEqual([])
  const model = await readFile(at('public/facegan/faces-64/generator.onnx'))
  expect(model.equals(await readFile(repository('models/faces-64/generator.onnx')))).toBe(true)
  for (const [, address] of stdout.matchAll(/(?:: |wasm: |model: )['"]\/facegan\/([^'"]*)['"]/g))
    await expect(stat(at(`public/facegan/${address}`)), address).resolves.toBeDefined()
  expect(stdout).toContain('<script type="importmap">')
})

it('again writes nothing; what differs is named and stays, with all the rest', async () => {
  const script = at('public/facegan/facegan.js')
  expect((await assets('public/facegan')).stderr).toContain(': 0 written')
  await appendFile(script, '// mine')
  await rm(at('public/facegan/element.js'))
  const refused = await assets('public/facegan')
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^error: public\/facegan has files of these names.*nothing was written:\n {2}facegan\.js\nhint: .*--force/,
  )
  expect(await readdir(at('public/facegan'))).not.toContain('element.js')
  expect(await readFile(script, 'utf8')).toContain('// mine')
  expect((await assets('public/facegan', '--force')).stderr).toContain(': 2 written')
  expect(await readFile(script, 'utf8')).not.toContain('// mine')
})

it('--model brings another, and the address to ask for it by; --json says all of it', async () => {
  const args = ['--model', repository('test/fixtures/tiny-model'), '--url', '/static/faces', '--json']
  const { code, stdout } = await assets('own', ...args)
  expect(code).toBe(0)
  const said = JSON.parse(stdout)
  expect(said).toMatchObject({
    folder: 'own',
    url: '/static/faces/',
    importMap: { imports: { '@facegan/web': '/static/faces/facegan.js' } },
    options: {
      model: '/static/faces/tiny-model/',
      assets: { wasm: '/static/faces/', worker: { wasm: '/static/faces/wasm-worker.js' } },
    },
  })
  expect(said.options.assets.model).toBeUndefined()
  for (const { path, bytes, written } of said.files) {
    expect((await stat(at(`own/${path}`))).size, path).toBe(bytes)
    expect(written).toBe(true)
  }
  expect(said.files.map(({ path }: { path: string }) => path)).toContain('tiny-model/generator.onnx')
})

it.each([
  [
    ['nothing', '--model', 'https://models.example/faces/'],
    2,
    /`--model` must be a built-in name or a folder.*\nhint: .*`model`/,
  ],
  [['nothing', '--model', './none'], 1, /No model at \.\/none/],
  [['nothing', '--url', 'facegan'], 2, /`--url` must be a path that starts with \//],
  [['a-file'], 1, /a-file\S* could not be written/],
])('%j is refused, and nothing is written', async (args, code, message) => {
  await writeFile(at('a-file'), '')
  const refused = await assets(...args)
  expect(refused).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) })
  expect(await readdir(folder)).not.toContain('nothing')
})

it('is in the help', async () => {
  expect((await facegan('--help')).stdout).toContain('facegan web-assets')
})
