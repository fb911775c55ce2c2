import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Direction } from '@facegan/core'
import { fakeManifest } from '@facegan/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stepsAcross } from './direction-sheet.ts'
import { withDirections, writeDirectionsFile, writeIntoManifest } from './write-directions.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-directions-'))
})
afterAll(() => rm(folder, { recursive: true }))

const directions: readonly Direction[] = fakeManifest.directions!
const { directions: _, ...bare } = fakeManifest

describe('withDirections', () => {
  it('changes no byte of what export wrote before them', () => {
    const exported = `${JSON.stringify({ ...bare, note: 'kept', small: 0.00001272 }, null, 2)}\n`
    const text = withDirections(exported, directions)
    expect(text.startsWith(exported.slice(0, -3))).toBe(true) // all but the closing brace
    expect(JSON.parse(text)).toEqual({ ...bare, note: 'kept', small: 0.00001272, directions })
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('replaces those that are there, and the same ones by the same bytes', () => {
    const once = withDirections(JSON.stringify(fakeManifest), directions.slice(0, 1))
    expect(JSON.parse(once).directions).toEqual(directions.slice(0, 1))
    expect(withDirections(once, directions.slice(0, 1))).toBe(once)
  })

  it('takes one line a direction', () => {
    const lines = withDirections(JSON.stringify(bare), directions).split('\n')
    expect(lines.filter((line) => line.startsWith('    {"name":'))).toHaveLength(directions.length)
    expect(JSON.parse(withDirections(JSON.stringify(bare), [])).directions).toEqual([])
  })
})

describe('writeIntoManifest', () => {
  it('leaves a whole manifest and nothing beside it', async () => {
    const path = join(folder, 'facegan.json')
    await writeFile(path, JSON.stringify(bare))
    expect(await writeIntoManifest(path, directions)).toBe(path)
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(fakeManifest)
    expect(await readdir(folder)).toEqual(['facegan.json'])
  })

  it('writes nothing that no runtime would load', async () => {
    const path = join(folder, 'facegan.json')
    const before = await readFile(path, 'utf8')
    const wrong = [{ ...directions[0], vector: [1, 0] }]
    await expect(writeIntoManifest(path, wrong)).rejects.toThrow(/must have latent\.size numbers, 4; has 2/)
    expect(await readFile(path, 'utf8')).toBe(before)
  })
})

it('a file of directions says what they belong to, and makes its folder', async () => {
  const path = join(folder, 'new', 'directions.json')
  const found = { model: 'run', sha256: 'ab'.repeat(32), leftOut: 3 }
  expect(await writeDirectionsFile(path, { ...found, directions })).toBe(path)
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ ...found, directions })
})

it('a file that cannot be written is named, with what to do', async () => {
  const file = join(folder, 'facegan.json', 'directions.json')
  await expect(writeDirectionsFile(file, { directions })).rejects.toMatchObject({
    code: 'FACEGAN_FILE_NOT_WRITTEN',
    hint: 'choose another --out',
  })
})

it('the columns of a sheet go from end to end by way of the face itself', () => {
  expect(stepsAcross([-6, 3])).toEqual([-6, -4, -2, 0, 1, 2, 3].map((step) => expect.closeTo(step)))
  expect(stepsAcross([0, 0]).every((step) => step === 0)).toBe(true)
})
