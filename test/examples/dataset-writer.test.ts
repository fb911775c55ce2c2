import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { pythonPackages } from '../bench/src/python-packages.ts'
import { kerasPython } from '../bench/src/trainer/python.ts'
import { missingLinks, root, runExample } from './run-example.ts'

const example = 'examples/dataset-writer'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-dataset-'))
})
afterAll(() => rm(folder, { recursive: true }))

const write = (...args: string[]) => runExample(`${example}/write.mjs`, args, folder)

/** The commands of its page, on fewer faces in smaller shards. */
const few = ['--count', '60', '--shard-size', '8', '--out', 'smiles']

it('three classes of equal size, from seeds that no two share', async () => {
  const { code, stdout, stderr } = write(...few)
  expect([code, stdout]).toEqual([0, 'smiles/classes.json\n'])
  expect(stderr).toBe('serious: 3 shards\nas-drawn: 3 shards\nsmiling: 3 shards\n')
  const seeds = new Set<number>()
  for (const [n, { name, smile }] of (await classesOf()).entries()) {
    const lines = (await readFile(join(folder, 'smiles', name, 'index.ndjson'), 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(20)
    for (const line of lines) {
      const { seed, edit } = JSON.parse(line)
      seeds.add(seed)
      expect(edit?.smile ?? 0).toBe(smile)
      expect(smile).toBe([-3, 0, 3][n])
    }
  }
  expect(seeds.size).toBe(60)
})

it('a second start keeps what is there, and makes what is missing as it was', async () => {
  const lost = join(folder, 'smiles', 'smiling', 'faces-000001.tar')
  const kept = join(folder, 'smiles', 'serious', 'faces-000001.tar')
  const [bytes, { mtimeMs }] = [await readFile(lost), await stat(kept)]
  await rm(lost)
  const { code, stderr } = write(...few)
  expect(code).toBe(0)
  expect(stderr).toContain('smiling: 3 shards, 2 of them from before\n')
  expect((await readFile(lost)).equals(bytes)).toBe(true)
  expect((await stat(kept)).mtimeMs).toBe(mtimeMs)
})

it('read.py finds every face with its label, and holds out every tenth', async () => {
  const requirements = join(root, 'test/webdataset/requirements.txt')
  const packages = await pythonPackages({
    name: 'webdataset',
    python: kerasPython(),
    requirements,
    megabytes: 40,
  })
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  const script = join(root, example, 'read.py')
  const { stdout } = await promisify(execFile)(kerasPython(), [script, 'smiles'], { cwd: folder, env })
  const said = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const eachLabel = (count: number) => [0, 1, 2].map((label) => [label, count])
  expect(said).toEqual([
    { split: 'train', labels: eachLabel(18), shapes: [[[64, 64, 3], 54]] },
    { split: 'test', labels: eachLabel(2), shapes: [[[64, 64, 3], 6]] },
  ])
})

it.each([
  [['--count', '60'], '--out must be a folder'],
  [['--out', 'no', '--count', '100'], '--count must be a multiple of 3; got "100"'],
  [['--out', 'no', '--count', 'many'], '--count must be a multiple of 3; got "many"'],
  [['--out', 'no', '--shard-size', '0'], '`shardSize` must be an integer from 1 to 1000000; got 0.'],
  [['--out', 'no', '--smile', '3'], "Unknown option '--smile'"],
])('wrong use ends with 2 and says why: %j', async (args, message) => {
  const { code, stdout, stderr } = write(...args)
  expect(stderr).toContain(`error: ${message}`)
  expect(stderr).toContain('hint: node examples/dataset-writer/write.mjs --help')
  expect([code, stdout]).toEqual([2, ''])
  expect(await readdir(folder)).not.toContain('no')
})

it('a folder that holds another data set is refused, and the hint is passed on', () => {
  const { code, stderr } = write('--count', '30', '--shard-size', '8', '--out', 'smiles')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: .*serious/)
  expect(stderr).toMatch(/\nhint: \w/)
})

it('links of its page lead somewhere', async () => {
  expect(await missingLinks(example)).toEqual([])
})

async function classesOf(): Promise<{ name: string; smile: number }[]> {
  return JSON.parse(await readFile(join(folder, 'smiles', 'classes.json'), 'utf8'))
}
