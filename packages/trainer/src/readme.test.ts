import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePlainPictures } from './testing/plain-pictures.ts'

/** What the README prints is what runs, with less patience: each `minutes` is a moment here. */

const root = new URL('../', import.meta.url)
let folder: string
let examples: string[]
beforeAll(async () => {
  examples = await examplesOf('README.md')
  folder = await mkdtemp(join(tmpdir(), 'facegan-trainer-readme-'))
  await mkdir(join(folder, 'node_modules/@facegan'), { recursive: true })
  await symlink(fileURLToPath(root), join(folder, 'node_modules/@facegan/trainer'), 'junction')
  await writePlainPictures(join(folder, 'photos'), 48)
  await writePlainPictures(join(folder, 'portraits'), 20)
})
afterAll(() => rm(folder, { recursive: true }))

async function examplesOf(page: string): Promise<string[]> {
  const text = await readFile(new URL(page, root), 'utf8')
  const blocks = Array.from(text.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code)
  return blocks.filter((code) => code.includes('trainGan'))
}

const run = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 120_000 })

it('every example on training runs as printed', { timeout: 300_000 }, async () => {
  const printed: string[] = []
  for (const [n, code] of examples.entries()) {
    await writeFile(join(folder, `example-${n}.mjs`), code.replace(/minutes: \d+/, 'minutes: 0.001'))
    const { stdout } = await run([`example-${n}.mjs`])
    printed.push(stdout)
  }
  expect(printed).toHaveLength(4)
  expect(printed[0]).toMatch(/^budget at [\d.]+ kimg: .*run\/checkpoints\/step-\d{9}\n$/)
  expect(await sharp(join(folder, 'faces.webp')).metadata()).toMatchObject({ width: 128, height: 128 })
  expect(printed[1]).toBe('')
  expect(printed[2]).toBe('budget\n')
  expect(printed[3]).toMatch(/^FACEGAN_DATA: No pictures at .*no-such-folder/)

  const record = JSON.parse(await readFile(join(folder, 'other-run/config.json'), 'utf8'))
  expect(record.config).toMatchObject({ preset: 'dcgan-32', batchSize: 16, objective: { loss: 'hinge' } })
  expect(record.data.map(({ repeat }: { repeat: number }) => repeat)).toEqual([1, 3])
  expect(await readdir(folder)).not.toContain('third-run')
})

it('and is TypeScript, as is that of the page on training', { timeout: 120_000 }, async () => {
  const all = [...examples, ...(await examplesOf('../../docs/training.md'))]
  expect(all).toHaveLength(5)
  const files = await Promise.all(
    all.map(async (code, n) => {
      await writeFile(join(folder, `example-${n}.mts`), code)
      return `example-${n}.mts`
    }),
  )
  const resolve = createRequire(import.meta.url).resolve
  const types = join(resolve('@types/node/package.json'), '../..')
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022']
  const tsc = join(resolve('typescript/package.json'), '../bin/tsc')
  const { stdout } = await run([tsc, ...options, '--types', 'node', '--typeRoots', types, ...files])
  expect(stdout).toBe('')
})
