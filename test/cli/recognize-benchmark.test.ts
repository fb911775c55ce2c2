import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan, startFacegan } from './run-facegan.ts'

/** Six people who are a coloured pattern each, in seven pictures of changing light. */

const side = 24
let folder: string
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-benchmark-'))
  for (let person = 0; person < 6; person++) {
    await mkdir(at(`people/p${person}`), { recursive: true })
    for (let picture = 0; picture < 7; picture++)
      await sharp(pattern(person, picture), { raw: { width: side, height: side, channels: 3 } })
        .png()
        .toFile(at(`people/p${person}/${picture}.png`))
  }
})
afterAll(() => rm(folder, { recursive: true }))

function pattern(person: number, picture: number): Buffer {
  const light = 0.7 + 0.1 * picture
  return Buffer.from(
    Array.from({ length: side * side * 3 }, (_, i) => {
      const [x, y] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side)]
      const wave = Math.sin((person + 1) * 0.35 * x) + Math.cos((6 - person) * 0.3 * y + picture * 0.4)
      return Math.round(Math.max(0, Math.min(255, light * (110 + 45 * wave))))
    }),
  )
}

const methods = ['--methods', 'eigenfaces,two-d-pca,pca-lda', '--size', '24']

// three processes that load TensorFlow, one after the other
describe('facegan recognize benchmark', { timeout: 240_000 }, () => {
  it('prints a table, and writes a page without any picture or request', async () => {
    const { code, stdout, stderr } = await facegan(
      'recognize',
      'benchmark',
      `Patterns=${at('people')}:1,3/3`,
      ...methods,
      '--seeds',
      '3',
      '--open-set',
      '--choose',
      '2',
      '--out',
      at('out'),
    )
    expect(stderr).toContain(`The page: ${join(at('out'), 'index.html')}`)
    expect(code).toBe(0)
    expect(stdout).toContain('Patterns: 6 people, 42 pictures, at most 3 of each tested')
    expect(stdout).toMatch(/rank 1 +1 a person +3 a person +train s +test ms\neigenfaces +\d+\.\d ± \d+\.\d/)
    expect(stdout).toMatch(/pca-lda +– /) // learns from differences between two pictures of one person
    expect(stdout).toMatch(/\nchosen +\d/)
    expect(stdout).toMatch(/TAR 1 %, strangers\n/)
    expect(stdout).toContain('In %, mean ± standard deviation of 3 seeds; *: best of its column.')

    expect((await readdir(at('out'))).toSorted()).toEqual(['benchmark.json', 'index.html', 'results.jsonl'])
    const page = await readFile(at('out/index.html'), 'utf8')
    expect(page).not.toMatch(/<img|<image|<script|<link|https?:|url\(/)
    expect(page.match(/<svg /g)).toHaveLength(4)
    expect(page).toContain('2DPCA')
    const report = JSON.parse(await readFile(at('out/benchmark.json'), 'utf8'))
    const [{ columns, testPerPerson }] = report.sets
    expect(testPerPerson).toBe(3)
    expect(columns.map((column: { test: number }) => column.test)).toEqual([18, 18])
    // patterns that a glance tells apart; chance is 1 in 6
    expect(columns[1].rows[0].rank1.mean).toBeGreaterThan(0.5)
  })

  it('goes on after a kill, and gives what an unbroken run gives', async () => {
    const args = ['recognize', 'benchmark', `${at('people')}:2`, ...methods, '--seeds', '8', '--json']
    const whole = await facegan(...args)
    const { child, ended } = startFacegan([...args, '--out', at('killed')])
    while (child.exitCode === null && (await linesOf(at('killed/results.jsonl'))) < 5) await sleep(20)
    child.kill('SIGKILL')
    expect((await ended).signal).toBe('SIGKILL')
    const kept = await linesOf(at('killed/results.jsonl'))
    expect(kept).toBeLessThan(24)

    const resumed = await facegan(...args, '--out', at('killed'))
    expect(resumed.stderr).toMatch(/24 measurements, \d+ of them finished before; about \d+ s from here/)
    expect(sharesOf(resumed.stdout)).toEqual(sharesOf(whole.stdout))
    expect(await linesOf(at('killed/results.jsonl'))).toBe(24)
  })

  it.each([
    [['--methods', 'eigenface'], 2, '`--methods` must be names out of eigenfaces, '],
    [['--per-person', '1,x'], 2, '`--per-person` must be whole numbers from 1 up, such as 1,3,5; got "1,x".'],
    [['--seeds', '0'], 2, '`--seeds` must be a whole number from 1 up'],
    [['--per-person', '7'], 1, 'takes 8 of each; fewer have p0 (7), p1 (7)'],
  ])('%j is refused in words', async (args, code, message) => {
    const outcome = await facegan('recognize', 'benchmark', at('people'), ...args)
    expect(outcome.stderr).toContain(message)
    expect(outcome.code).toBe(code)
  })
})

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function linesOf(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.split('\n').length - 1
}

function sharesOf(json: string): number[] {
  const { sets } = JSON.parse(json) as {
    sets: { columns: { rows: { cells: { correct: number }[] }[] }[] }[]
  }
  return sets[0].columns[0].rows.flatMap(({ cells }) => cells.map(({ correct }) => correct))
}
