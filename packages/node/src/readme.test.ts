import { execFile } from 'node:child_process'
import { mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from './testing/fixtures.ts'

const root = new URL('../', import.meta.url)

it('every example of the README runs as printed', async () => {
  const readme = await readFile(new URL('README.md', root), 'utf8')
  const examples = Array.from(readme.matchAll(/```js\n(.*?)```/gs), ([, code]) => code)
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'node_modules/@facegan'), { recursive: true })
  await symlink(fileURLToPath(root), join(folder.path, 'node_modules/@facegan/node'), 'junction')

  const printed: string[] = []
  for (const [n, code] of examples.entries()) {
    const file = join(folder.path, `example-${n}.mjs`)
    await writeFile(file, code)
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      cwd: folder.path,
      timeout: 120_000,
    })
    printed.push(stdout)
  }

  expect(printed).toHaveLength(8)
  expect(printed[0]).toMatch(/^seed \d+, 64x64\n$/)
  expect(printed[2].split('\n')[0]).toBe(join('faces', 'seed-0000000100.webp'))
  expect(printed[3]).toBe('faces-{000002..000003}.tar\nsame: seed 7 of faces-64\n')
  expect(printed[5]).toMatch(/^(cpu|cuda) faces-64 16384\n$/)
  expect(printed[6]).toMatch(/^(cpu|cuda|webgpu)$/m)
  expect(printed[7]).toMatch(/^FACEGAN_MODEL_NOT_FOUND /)
  expect(await readdir(folder.path)).toEqual(expect.arrayContaining(['face.png', 'sheet.webp', 'walk.webp']))
  expect(await readdir(join(folder.path, 'faces'))).toHaveLength(50)
}, 240_000)
