import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seedOfText, verifyFace } from '@facegan/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { missingLinks, root, runExample } from './run-example.ts'

const example = 'examples/fake-face'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-users-'))
})
afterAll(() => rm(folder, { recursive: true }))

const seedData = (...args: string[]) => runExample(`${example}/seed-data.mjs`, args, folder)

async function usersOf(out: string): Promise<{ id: string; name: string; email: string; avatar: string }[]> {
  return JSON.parse(await readFile(join(folder, out, 'users.json'), 'utf8'))
}

it('the command of its page makes twenty users, each with the face of its id', async () => {
  const page = await readFile(join(root, example, 'README.md'), 'utf8')
  const [, args] = /<!-- command -->\n```sh\nnode examples\/fake-face\/seed-data\.mjs (.*?) +#/.exec(page)!
  const { code, stdout, stderr } = seedData(...args!.split(' '))
  expect([code, stdout, stderr]).toEqual([0, 'seed-data/users.json\n', ''])
  const users = await usersOf('seed-data')
  expect(users).toHaveLength(20)
  expect(new Set(users.map(({ name }) => name)).size).toBeGreaterThan(15)
  expect(await readdir(join(folder, 'seed-data', 'avatars'))).toHaveLength(20)
  for (const { id, avatar } of users) {
    const { verdict, label } = await verifyFace(join(folder, 'seed-data', avatar))
    expect({ id, verdict, seed: label?.seed }).toEqual({ id, verdict: 'same', seed: seedOfText(id) })
  }
})

it('a user is the same among few and among many, and a second run writes the same bytes', async () => {
  for (const [count, out] of [
    ['5', 'few'],
    ['9', 'many'],
    ['5', 'again'],
  ] as const)
    expect(seedData('--count', count, '--out', out).code).toBe(0)
  const [few, many] = [await usersOf('few'), await usersOf('many')]
  expect(many.slice(0, 5)).toEqual(few)
  for (const { avatar } of few) {
    const bytes = await readFile(join(folder, 'few', avatar))
    expect(bytes.equals(await readFile(join(folder, 'again', avatar))), avatar).toBe(true)
  }
})

it('fakeFace maps a text to its face, and takes what generateFaces takes', async () => {
  const { fakeFace } = await import(join(root, example, 'fake-face.mjs'))
  const face = await fakeFace('ada', { truncation: 0.5, edit: { smile: 2 } })
  expect(face).toMatchObject({ seed: 0xfdee430d, truncation: 0.5, edit: { smile: 2 } })
  await expect(fakeFace(undefined)).rejects.toThrow('`text` must be a string; got undefined.')
})

it.each([
  [['--count', '5'], '--out must be a folder'],
  [['--out', 'no', '--count', '0'], '--count must be a whole number from 1 to 9999; got "0"'],
  [['--out', 'no', '--count', 'ten'], '--count must be a whole number from 1 to 9999; got "ten"'],
  [['--out', 'no', '--users', '5'], "Unknown option '--users'"],
])('wrong use ends with 2 and says why: %j', async (args, message) => {
  const { code, stdout, stderr } = seedData(...args)
  expect(stderr).toContain(`error: ${message}`)
  expect(stderr).toContain('hint: node examples/fake-face/seed-data.mjs --help')
  expect([code, stdout]).toEqual([2, ''])
  expect(await readdir(folder)).not.toContain('no')
})

it('a folder that cannot be made ends with 1', () => {
  const { code, stderr } = seedData('--count', '1', '--out', join(root, example, 'README.md'))
  expect(stderr).toMatch(/^error: .*README\.md/)
  expect(code).toBe(1)
})

it('its page: the code runs, the shell and Python agree on the seed, and links lead somewhere', async () => {
  expect(await missingLinks(example)).toEqual([])
  const page = await readFile(join(root, example, 'README.md'), 'utf8')

  const inside = join(root, 'test', 'node_modules', '.fake-face') // where packages resolve
  await mkdir(inside, { recursive: true })
  const [, code] = /```js\n([\s\S]*?)```/.exec(page)!
  await writeFile(join(inside, 'example.mjs'), code!)
  const run = spawnSync(process.execPath, ['example.mjs'], { cwd: inside, encoding: 'utf8' })
  expect([run.status, run.stderr]).toEqual([0, ''])
  expect(await verifyFace(join(inside, 'user-0001.webp'))).toMatchObject({ verdict: 'same' })
  await rm(inside, { recursive: true })

  const [, shell] = /\| shell \| `(.*?)` /.exec(page)!
  const { stdout } = spawnSync('sh', ['-c', shell!.replaceAll('\\|', '|')], { encoding: 'utf8' })
  expect(Number.parseInt(stdout, 16)).toBe(seedOfText('user-0001'))
  const [, python] = /\| Python \| `(.*?)` /.exec(page)!
  const said = spawnSync('python3', ['-c', `import hashlib; print(${python})`], { encoding: 'utf8' })
  expect(Number(said.stdout)).toBe(seedOfText('user-0001'))
})
