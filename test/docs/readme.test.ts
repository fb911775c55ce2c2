import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkManifest } from '@facegan/core'
import { loadConfigFile, losses, presets } from '@facegan/trainer'
import { bin, facegan, startFacegan } from '../cli/run-facegan.ts'

/** What the README prints is what runs. */

const root = fileURLToPath(new URL('../..', import.meta.url))
let readme: string
let inside: string // where packages resolve
let outside: string
beforeAll(async () => {
  readme = await readFile(join(root, 'README.md'), 'utf8')
  inside = await mkdtemp(join(root, 'test', '.readme-'))
  outside = await mkdtemp(join(tmpdir(), 'facegan-readme-'))
})
afterAll(async () => {
  await rm(inside, { recursive: true })
  await rm(outside, { recursive: true })
})

it('the first example writes sixteen faces', async () => {
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme)!
  await writeFile(join(inside, 'example.mjs'), code)
  const { status, stderr } = spawnSync(process.execPath, ['example.mjs'], {
    cwd: inside,
    encoding: 'utf8',
    timeout: 60_000,
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const files = (await readdir(inside)).filter((name) => name.endsWith('.png'))
  expect(files).toHaveLength(16)
  expect(files).toContain('seed-0000000000.png')
})

it('the four commands turn a folder of photos into faces', { timeout: 300_000 }, async () => {
  const [, block] = /<!-- four commands -->\n```sh\n([\s\S]*?)```/.exec(readme)!
  const commands = block.trim().split('\n')
  expect(commands).toHaveLength(4)
  await facegan('generate', '--seeds', '0-63', '--out', join(outside, 'photos'))
  for (const command of commands) {
    const args = command
      .replace(/^pnpm facegan /, '')
      .replace(/--minutes \d+/, '--minutes 0.1')
      .split(' ')
    const { code, stderr } = await startFacegan(args, {}, outside).ended
    expect(code, `${command}\n${stderr}`).toBe(0)
  }
  expect(existsSync(join(outside, 'faces.png'))).toBe(true)
})

it('the page on training explains every loss, preset and optimizer, and its example is a config', async () => {
  const page = await readFile(join(root, 'docs', 'training.md'), 'utf8')
  for (const name of [...Object.keys(losses), ...Object.keys(presets)]) expect(page).toContain(`\`${name}\``)
  const [, code] = /```ts\n([\s\S]*?)```/.exec(page)!
  await writeFile(join(inside, 'mine.ts'), code)
  expect(await loadConfigFile(join(inside, 'mine.ts'))).toMatchObject({
    preset: 'faces-64',
    network: { imageSize: 32 },
  })
})

it('the page on directions names every label, and its example edits, mixes and walks', async () => {
  const page = await readFile(join(root, 'docs', 'directions.md'), 'utf8')
  for (const name of ['smile', 'age', 'feminine', 'turn', 'light']) expect(page).toContain(`| \`${name}\` |`)
  await cp(join(root, 'models', 'faces-64'), join(inside, 'model'), { recursive: true })
  const manifestPath = join(inside, 'model', 'facegan.json')
  const manifest = JSON.parse(await readFile(manifestPath, 'utf8'))
  const vector = Array.from({ length: manifest.latent.size }, (_, i) => (i === 0 ? 1 : 0))
  manifest.directions = [{ name: 'smile', vector, range: [-2, 2], method: 'regression' }]
  await writeFile(manifestPath, JSON.stringify(manifest))
  const [, code] = /```js\n([\s\S]*?)```/.exec(page)!
  await writeFile(join(inside, 'directions.mjs'), code)
  const { status, stderr } = spawnSync(process.execPath, ['directions.mjs'], {
    cwd: inside,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const files = await readdir(inside)
  expect(files).toEqual(
    expect.arrayContaining(['seed-0000000007-smile=1.5.png', 'seed-0000000007-8@0.5.png', 'frame-011.png']),
  )
})

it('the page on outputs: every command does what it says', { timeout: 300_000 }, async () => {
  const page = await readFile(join(root, 'docs', 'outputs.md'), 'utf8')
  const blocks = Array.from(page.matchAll(/```sh\n([\s\S]*?)```/g), ([, block]) => block!.trim().split('\n'))
  const commands = blocks.flat()
  expect(commands.length).toBeGreaterThan(8)
  for (const command of commands) {
    const line = command
      .replace('--count 1000000 --shard-size 10000', '--count 80 --shard-size 20')
      .replace('--count 1000 ', '--count 100 ')
      .replace('facegan ', `"${process.execPath}" "${bin}" `)
    const { status, stderr } = spawnSync('sh', ['-c', line], { cwd: outside, encoding: 'utf8' })
    expect(status, `${command}\n${stderr}`).toBe(0)
  }
  expect(await readdir(join(outside, 'shards'))).toContain('index-1-of-4.ndjson')
  expect((await stat(join(outside, 'faces.rgba'))).size).toBe(100 * 16_384)
  for (const verdict of ['same', 'different', 'no-label', 'other-model', 'not-verifiable', 'unreadable'])
    expect(page).toContain(`| \`${verdict}\` |`)
})

it('every command and every file that it names is there', async () => {
  const { scripts, packageManager } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  for (const [, pinned, command] of readme.matchAll(/npx -y (pnpm@[\d.]+) (?:run )?(\w+)/g)) {
    expect(pinned).toBe(packageManager)
    expect(scripts).toHaveProperty(command)
  }
  for (const [, path] of readme.matchAll(/(?:\]\(|src=")([^)":#]+)(?:#[^)":]*)?[)"]/g))
    expect(existsSync(join(root, path)), path).toBe(true)
})

it('the page on models has every field of the manifest, and its example is one', async () => {
  const page = await readFile(join(root, 'docs', 'models.md'), 'utf8')
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!)
  expect(checkManifest(example, 'docs/models.md')).toEqual(example)
  const builtIn = JSON.parse(await readFile(join(root, 'models/faces-64/facegan.json'), 'utf8'))
  const [, table] = /\| field \| says \|([\s\S]*?)\n\n/.exec(page)!
  for (const field of [
    ...Object.keys({ ...builtIn, ...example }),
    'batch',
    'shape',
    'type',
    'layout',
    'range',
  ])
    expect(table).toMatch(new RegExp(`\`(\\w+(\\[\\])?\\.)?${field}(\\.\\w+|\\[\\]\\.\\w+)?\``))
})
