import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan } from './run-facegan.ts'

/** The pictures are the built-in model's own: a perfect generator of them is at hand. */

let folder: string
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-evaluate-'))
  await facegan('generate', '--seeds', '1000-1063', '--out', at('pictures'))
  await facegan('generate', '--seeds', '2000-2031', '--out', at('others'))
})
afterAll(() => rm(folder, { recursive: true }))

const data = () => ['--data', at('pictures'), '--held-out', at('others')]

describe('facegan evaluate', () => {
  it('measures a model beside another and the anchors, and writes a page that needs nothing else', async () => {
    const { code, stdout, stderr } = await facegan(
      'evaluate',
      'faces-64',
      ...data(),
      '--count',
      '40',
      '--compare',
      'tiny=test/fixtures/tiny-model',
      '--out',
      at('report'),
    )
    expect(stderr).toContain(`The page: ${at('report')}/index.html`)
    expect(code).toBe(0)
    expect(stdout).toContain('faces-64: 40 faces of 64 pixels, 64 training and 32 held-out pictures')
    expect(stdout).toMatch(/random-conv +KID +Fréchet +precision +recall +density +coverage\ngenerated /)
    expect(stdout).toMatch(/! |\+ |· /)

    expect((await readdir(at('report'))).toSorted()).toEqual(['evaluation.json', 'index.html'])
    const report = JSON.parse(await readFile(join(at('report'), 'evaluation.json'), 'utf8'))
    expect(report).toMatchObject({
      model: { name: 'faces-64', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      data: { training: ['pictures'], heldOut: ['others'] },
      evaluation: { size: 64, counts: { generated: 40, training: 64, heldOut: 32 } },
    })
    const [{ scores }] = report.evaluation.spaces
    const of = (name: string) => scores.find((row: { name: string }) => row.name === name)
    // its own pictures: as good as real, and far from what an untrained 8-pixel model draws
    expect(of('generated').kid.value).toBeLessThan(3 * of('generated').kid.standardError)
    expect(of('tiny').kid.value).toBeGreaterThan(5 * of('tiny').kid.standardError)
    expect(of('noise').frechet).toBeGreaterThan(of('generated').frechet)

    const page = await readFile(join(at('report'), 'index.html'), 'utf8')
    expect(page.match(/<img /g)).toHaveLength(1) // the generated faces; no training picture
    expect(page).toContain('src="data:image/webp;base64,')
    expect(page).not.toMatch(/<script|<link|https?:/)
    expect(page).toContain('faces-64, measured')
  })

  it('draws a run without an export, on the pictures that the run remembers, its discriminator too', async () => {
    const run = at('<b>&')
    const trained = await facegan('train', '--data', at('pictures'), '--out', run, '--kimg', '0.032')
    expect(trained.code).toBe(0)
    const { code, stdout } = await facegan(
      'evaluate',
      run,
      '--held-out',
      at('others'),
      '--count',
      '20',
      '--show-training',
      '--out',
      at('shown'),
      '--json',
    )
    expect(code).toBe(0)
    const page = await readFile(join(at('shown'), 'index.html'), 'utf8')
    expect(page.match(/<img /g)).toHaveLength(2) // the nearest training pictures too, for they were asked for
    expect(page).toContain('<h1>&#60;b&#62;&#38;, measured</h1>')
    const { model, evaluation } = JSON.parse(stdout)
    expect(model).toMatchObject({ name: '<b>&', kimg: 0.032 })
    expect(evaluation.counts).toEqual({ generated: 20, training: 64, heldOut: 32 })
    expect(evaluation.discriminator).toMatchObject({ training: { meanLogit: expect.any(Number) } })
    const [{ scores }] = evaluation.spaces
    expect(scores[0].kid.value).toBeGreaterThan(10 * scores[0].kid.standardError) // one step is no training
  })

  it.each<[string, () => string[], number, RegExp]>([
    ['no such model', () => ['no-such-model', ...data()], 1, /No model at no-such-model/],
    ['no pictures named', () => ['faces-64'], 2, /`--data` must be the pictures that the model learned from/],
    ['no pictures there', () => ['faces-64', '--data', at('nowhere')], 1, /No pictures at .*nowhere/],
    [
      'too few held out',
      () => ['faces-64', '--data', at('others')],
      1,
      /There are \d+ held-out pictures; an evaluation needs at least 16/,
    ],
    [
      'too few faces',
      () => ['faces-64', ...data(), '--count', '3'],
      2,
      /`--count` must be a whole number from 16 up/,
    ],
    [
      'a nameless model',
      () => ['faces-64', '--compare', 'x'],
      2,
      /`--compare` must be a name, = and a model/,
    ],
    [
      'a name that is taken',
      () => ['faces-64', ...data(), '--compare', 'noise=faces-64'],
      2,
      /models with names of their own; got "noise"/,
    ],
  ])('%s is an error', async (_, args, expected, message) => {
    const { code, stdout, stderr } = await facegan('evaluate', ...args())
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe('')
    expect(code).toBe(expected)
  })
})
