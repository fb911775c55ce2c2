import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadGenerator } from '@facegan/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan } from './run-facegan.ts'

/** People who exist nowhere: a person is a seed, their pictures are small moves of it towards other seeds. */

let folder: string
const at = (...path: string[]) => join(folder, ...path)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-experiment-'))
  const generator = await loadGenerator()
  for (let person = 0; person < 4; person++) {
    await mkdir(at('people', `p${person}`), { recursive: true })
    for (let picture = 0; picture < 4; picture++) {
      const face = await generator.mix(100 + person, 5000 + person * 10 + picture, 0.15)
      await writeFile(at('people', `p${person}`, `${picture}.png`), await face.toPng())
    }
  }
  await generator.dispose()
})
afterAll(() => rm(folder, { recursive: true }))

const experiment = (...more: string[]) => facegan('recognize', 'experiment', ...more)
const small = () => {
  const out = at('out')
  const line = `People=${at('people')}:2/2 --unseen ${at('people')} --arms baseline,outliers-generated`
  return `${line} --seeds 2 --steps 2 --out ${out}`.split(' ')
}

describe('facegan recognize experiment', { timeout: 120_000 }, () => {
  it('trains, prints what it found, and writes a page without any picture or request', async () => {
    const { code, stdout, stderr } = await experiment(...small())
    expect(stderr).toMatch(/4 networks, \d finished; about .* from here \(stop whenever you like/)
    expect(stderr).toContain(`The page: ${at('out', 'index.html')}`)
    expect(code).toBe(0)
    expect(stdout).toContain('People, 4 people, 2 pictures of each; 2 seeds, 2 steps')
    expect(stdout).toMatch(/Rank-1 accuracy \(higher is better\)\n {2}Baseline +\d+\.\d ± \d+\.\d\n/)
    expect(stdout).toMatch(/Outliers from the GAN +\d+\.\d ± \d+\.\d {3}[+−]?\d.* to .*, p /)
    expect(stdout).toMatch(/They raise recognition accuracy: not shown\./) // two seeds show nothing, ever
    const page = await readFile(at('out', 'index.html'), 'utf8')
    expect(page).toContain('Do generated faces help recognition?')
    expect(page).not.toMatch(/<img|<script|(src|href)=|https?:\/\/(?!arxiv)/)
  })

  it('makes the page again of what is finished, and trains nothing', async () => {
    const results = await readFile(at('out', 'results.jsonl'), 'utf8')
    await rm(at('out', 'index.html'))
    const { code, stdout } = await experiment(...small(), '--report', '--json')
    expect(code).toBe(0)
    const { designs } = JSON.parse(stdout)
    expect(designs[0]).toMatchObject({ set: 'People', perPerson: 2, seeds: 2 })
    expect(designs[0].arms.map(({ arm }: { arm: string }) => arm)).toEqual(['baseline', 'outliers-generated'])
    expect(await readFile(at('out', 'results.jsonl'), 'utf8')).toBe(results)
    expect(await readFile(at('out', 'index.html'), 'utf8')).toContain('Outliers from the GAN')
  })

  it('says so where nothing is finished', async () => {
    const { code, stdout } = await experiment(...small(), '--steps', '3', '--report')
    expect(code).toBe(0)
    expect(stdout).toContain('0 seeds, 3 steps: too few finished seeds to compare anything.')
  })

  it.each([
    [
      'an arm that there is not',
      ['--arms', 'baseline,magic'],
      /`--arms` must be names out of baseline,.*"magic"/,
    ],
    ['an arm without its pictures', ['--arms', 'baseline,outliers-others'], /outliers-others needs --others/],
    ['no baseline', ['--arms', 'outliers-generated,baseline'], /must be baseline, then others to compare/],
    ['a report of nothing', ['--report'], /`--report` must be given with the --out folder/],
    ['one seed', ['--seeds', '1'], /`--seeds` must be/],
  ])('refuses %s', async (_, more, message) => {
    const { code, stderr } = await experiment(at('people'), ...more)
    expect(stderr).toMatch(message)
    expect(code).toBe(2)
  })
})
