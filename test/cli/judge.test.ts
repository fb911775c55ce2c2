import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan } from './run-facegan.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-judge-'))
  const make = (seeds: string, name: string) => facegan('generate', '--seeds', seeds, '--out', at(name))
  await Promise.all([
    make('100-139', 'strangers/a'),
    make('100-139', 'with-copies'),
    make('200-219', 'others'),
    make('300-301', 'people/c'),
  ])
  await make('0-2', 'with-copies')
  await writeFile(at('strangers', 'broken.png'), 'text')
})
afterAll(() => rm(folder, { recursive: true }))
const at = (...path: string[]) => join(folder, ...path)

describe('facegan judge', { timeout: 120_000 }, () => {
  it('says in words whether the faces are nobody’s, and in JSON with all numbers', async () => {
    const { code, stdout, stderr } = await facegan(
      'judge',
      'faces-64',
      '--data',
      `${at('strangers')}@3`,
      '--held-out',
      at('others'),
      '--count',
      '24',
      '--out',
      at('reports/report.json'),
      '--require',
    )
    expect(stderr).not.toContain('error')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^faces-64, 64x64, seeds 0-23\n/)
    expect(stdout).toMatch(/Exactly one face found +\d+\.\d % +training \d+\.\d %/)
    expect(stdout).toMatch(/smiling +\d+\.\d % +training/)
    expect(stdout).toMatch(
      /24 faces and \d+ real ones \(held-out people\), each against 40 training pictures/,
    )
    expect(stdout).toMatch(/copy +within 0\.\d{3}: +generated +0\.0 % +real +0\.0 % +holds/)
    expect(stdout).toMatch(/Holds: generated faces match training faces no more often than strangers do\.\n$/)

    const report = JSON.parse(await readFile(at('reports/report.json'), 'utf8'))
    expect(report).toMatchObject({
      model: 'faces-64',
      size: 64,
      count: 24,
      likeness: { holds: true, reference: 'held-out', counts: { generated: 24, training: 40 } },
    })
    expect(report.makeUp.generated.faces).toBe(24)
    expect(report.likeness.closest[0].file).toMatch(/^a\/seed-0000000\d{3}\.png$/)
  })

  it('finds three copies among twelve faces: exit 1 with --require, 0 without', async () => {
    const line = ['judge', 'faces-64', '--data', at('with-copies'), '--count', '12']
    const required = await facegan(...line, '--require')
    expect(required.stdout).toMatch(/copy .* generated +25\.0 % +real +0\.0 % +FAILS/)
    expect(required.stdout).toContain('Does not hold:')
    expect(required.stderr).toMatch(/error: Generated faces match training faces more often.*\nhint: look at/)
    expect(required.code).toBe(1)

    const reported = await facegan(...line, '--json')
    expect(reported.code).toBe(0)
    const { likeness } = JSON.parse(reported.stdout)
    expect(likeness.holds).toBe(false)
    const copies = likeness.closest.slice(0, 3).map(({ seed, file }: never) => [seed, file])
    expect(copies.toSorted()).toEqual([0, 1, 2].map((seed) => [seed, `seed-000000000${seed}.png`]))
  })

  it('judges a run by its averaged generator and its own pictures', async () => {
    const trained = await facegan('train', '--data', at('strangers'), '--out', at('run'), '--kimg', '0.064')
    expect(trained.code).toBe(0)
    const { code, stdout } = await facegan('judge', at('run'), '--count', '8', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      model: 'run',
      likeness: { reference: 'leave-one-out', counts: { generated: 8, training: 40 } },
    })
  })

  it('without training pictures still finds and describes faces', async () => {
    const { code, stdout } = await facegan('judge', 'faces-64', '--count', '8')
    expect(code).toBe(0)
    expect(stdout).toMatch(/Exactly one face found +\d+\.\d %\n/)
    expect(stdout).toMatch(/Likeness was not checked: give --data the training pictures\.\n$/)
  })

  it.each([
    [['judge'], /missing required argument 'model'/],
    [['judge', 'faces-64', '--count', '0'], /`--count` must be a whole number from 1 up; got "0"/],
    [['judge', 'faces-64', '--require'], /`--data` must be given with --require/],
    [['judge', 'faces-64', '--data', '/no/such/pictures'], /No pictures at \/no\/such\/pictures/],
  ])('%j is refused', async (args, message) => {
    const { code, stdout, stderr } = await facegan(...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe('')
    expect(code).toBeGreaterThan(0)
  })

  it('labelled pictures of one person say nothing, and that is said', async () => {
    const { code, stderr } = await facegan('judge', 'faces-64', '--labelled', at('people'), '--count', '2')
    expect(stderr).toMatch(
      /`people` must be at least two, and two pictures of one; got "1 people in 2 pictures"/,
    )
    expect(code).toBe(2)
  })
})
