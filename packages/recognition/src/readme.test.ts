import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { generatedPeople, pictureOf } from './testing/generated-people.ts'

/** What the README prints is what runs. */

const root = new URL('../', import.meta.url)
let folder: string
let examples: string[]
beforeAll(async () => {
  const text = await readFile(new URL('README.md', root), 'utf8')
  examples = Array.from(text.matchAll(/```ts\n(.*?)```/gs), ([, code]) => code).filter((code) =>
    /loadPeople|alignFaces/.test(code),
  )
  folder = await mkdtemp(join(tmpdir(), 'facegan-recognition-readme-'))
  await mkdir(join(folder, 'node_modules/@facegan'), { recursive: true })
  await symlink(fileURLToPath(root), join(folder, 'node_modules/@facegan/recognition'), 'junction')
  const faces = await generatedPeople(3, 2)
  for (const [i, person] of ['ada', 'carl', 'eve'].entries()) {
    const file = join(folder, 'people', person, '1.jpg')
    await mkdir(dirname(file), { recursive: true })
    await pictureOf(faces, 2 * i)
      .jpeg()
      .toFile(file)
  }
  const around = { left: 150, right: 150, top: 120, bottom: 180, background: '#778899' }
  await pictureOf(faces, 3).resize(240, 240).extend(around).jpeg().toFile(join(folder, 'photo.jpg'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (args: readonly string[]) =>
  promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 120_000 })

it('every example on people and photographs runs as printed', { timeout: 300_000 }, async () => {
  const printed: string[] = []
  for (const [n, code] of examples.entries()) {
    await writeFile(join(folder, `example-${n}.mjs`), code.replaceAll(')!', ')'))
    const { stdout } = await run([`example-${n}.mjs`])
    printed.push(stdout)
  }
  expect(printed).toHaveLength(2)
  expect(printed[0]).toMatch(/^carl 0\.\d+\n$/)
  expect(printed[1]).toMatch(/^49152 \{ x: \d+.*, y: \d+.* \} 0/)
})

it('and is TypeScript', { timeout: 120_000 }, async () => {
  const files = await Promise.all(
    examples.map(async (code, n) => {
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
