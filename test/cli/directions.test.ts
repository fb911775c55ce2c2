import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { facegan } from './run-facegan.ts'

const builtIn = fileURLToPath(new URL('../../models/faces-64', import.meta.url))
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-directions-'))
  await cp(builtIn, at('model'), { recursive: true })
})
afterAll(() => rm(folder, { recursive: true }))
const at = (...path: string[]) => join(folder, ...path)
const manifestOf = async (path: string) => JSON.parse(await readFile(join(path, 'facegan.json'), 'utf8'))

/** Enough for a fit of 64 numbers, and no more: it is the way that is tested here. */
const few = ['--count', '160', '--tested', '8', '--closed-form', '1']

describe('facegan directions', { timeout: 300_000 }, () => {
  it('writes directions into a model, draws what they do, and the model edits by them', async () => {
    const before = await manifestOf(at('model'))
    const { code, stdout, stderr } = await facegan(
      'directions',
      at('model'),
      ...few,
      '--sheet',
      at('sheet.webp'),
    )
    expect(stderr).not.toContain('error')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^faces-64, 160 faces, \d+ left out/)
    expect(stdout).toMatch(/\nlight +-?[\d.]+ to [\d.]+ +0\.\d\d +smile [+-]\d\.\d\d/)
    expect(stdout).toContain(at('model', 'facegan.json'))

    const { directions, ...rest } = await manifestOf(at('model'))
    const { directions: _, ...kept } = before
    expect(rest).toEqual(kept)
    const names = directions.map(({ name }: { name: string }) => name)
    expect(names).toContain('light')
    expect(names.at(-1)).toBe('sefa-1')
    const { width, height, xmp } = await sharp(at('sheet.webp')).metadata()
    expect([width, height]).toEqual([7 * 64, names.length * 3 * 64])
    expect(String(xmp)).toContain('facegan:edit="various"')
    expect((await readdir(folder)).toSorted()).toEqual(['model', 'sheet.webp'])

    const generate = ['generate', '--seeds', '0-1', '--model', at('model')]
    const edited = await facegan(...generate, '--edit', 'light=0.5', '--out', at('faces'))
    expect(edited.code).toBe(0)
    expect(await readdir(at('faces'))).toEqual([
      'seed-0000000000-light=0.5.png',
      'seed-0000000001-light=0.5.png',
    ])
    const face = await sharp(at('faces', 'seed-0000000001-light=0.5.png')).metadata()
    expect(String(face.xmp)).toContain('facegan:edit="light=0.5"')

    const tooFar = [...generate, '--edit', 'light=99', '--out', at('far')]
    const refused = await facegan(...tooFar)
    expect(refused.stderr).toMatch(
      /`edit\.light` must be from -?[\d.]+ to [\d.]+, as far as faces-64 still draws/,
    )
    expect(refused.code).toBe(2)
    expect((await facegan(...tooFar, '--beyond')).code).toBe(0)
  })

  it('opens a run and draws from it; where it draws no faces yet, that is said', async () => {
    await facegan('generate', '--seeds', '0-39', '--out', at('photos'))
    const trained = await facegan('train', '--data', at('photos'), '--out', at('run'), '--kimg', '0.064')
    expect(trained.code).toBe(0)
    const { code, stderr } = await facegan('directions', at('run'), ...few, '--out', at('found.json'))
    expect(stderr).toMatch(
      /error: Exactly one face was found in \d+ of 160 generated pictures; .*\nhint: ask for/,
    )
    expect(code).toBe(1)
  })

  it.each([
    [[], 2, /missing required argument 'model'/],
    [
      ['/no/such/model'],
      1,
      /\/no\/such\/model is neither a run folder nor a model folder\.\nhint: give the --out/,
    ],
    [['faces-64'], 1, /faces-64 is neither a run folder nor a model folder/],
    [['x', '--count', '0'], 2, /`--count` must be a whole number from 1 up; got "0"/],
    [['x', '--count', '1000001'], 2, /`--count` must be at most 1000000/],
    [['x', '--tested', '10001'], 2, /`--tested` must be at most 10000/],
    [['x', '--closed-form', '-1'], 2, /`--closed-form` must be a whole number from 0 up/],
    [['x', '--seed', '4294967296'], 2, /`--seed` must be at most 4294967295/],
    [['x', '--sheet', 'x.gif'], 2, /`--sheet` must be a file ending in \.webp or \.png; got "x\.gif"/],
  ])('%j is refused with %d', async (args, expected, message) => {
    const { code, stdout, stderr } = await facegan('directions', ...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe('')
    expect(code).toBe(expected)
  })
})
