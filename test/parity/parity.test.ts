import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generateFaces } from '@facegan/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeChromium } from '../browser/chromium.ts'
import { facegan } from '../cli/run-facegan.ts'
import { difference, fromSamples, runtimesHere } from './runtimes.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-parity-'))
})
afterAll(async () => {
  await closeChromium()
  await rm(folder, { recursive: true })
})

/** One model of each kind: the one that ships, and one that was trained and exported a moment ago. */
const models: [string, () => Promise<string>][] = [
  ['the built-in model', async () => fileURLToPath(new URL('../../models/faces-64', import.meta.url))],
  ['a model trained and exported just now', trainedJustNow],
]

async function trainedJustNow(): Promise<string> {
  const pictures = join(folder, 'pictures')
  const run = join(folder, 'run')
  const model = join(folder, 'model')
  expect(await facegan('generate', '--seeds', '200-263', '--out', pictures)).toMatchObject({ code: 0 })
  expect(
    // the preset with batch norm, which the export folds away
    await facegan(
      'train',
      '--preset',
      'dcgan-32',
      '--data',
      pictures,
      '--out',
      run,
      '--kimg',
      '1.6',
      '--learning-rate',
      '1e-3',
    ),
  ).toMatchObject({ code: 0 })
  expect(await facegan('export', run, '--out', model, '--generator', 'last')).toMatchObject({ code: 0 })
  return model
}

describe.each(models)('64 seeds of %s', (name, prepare) => {
  it('are the same pixels in every runtime, at most one level apart', { timeout: 300_000 }, async () => {
    const model = join(folder, name.replaceAll(' ', '-'))
    await cp(await prepare(), model, { recursive: true })
    const drawings = new Map<string, Uint8Array>()
    for (const [runtime, draw] of Object.entries(await runtimesHere()))
      drawings.set(runtime, await draw(model))
    const lines: string[] = []
    let largestOfAll = 0
    const names = [...drawings.keys()]
    names.forEach((a, i) => {
      for (const b of names.slice(i + 1)) {
        const { largest, mean, count } = difference(drawings.get(a)!, drawings.get(b)!)
        lines.push(
          `  ${`${a} / ${b}`.padEnd(40)} largest ${largest}  mean ${mean.toExponential(1)}  in ${count} of ${drawings.get(a)!.length} levels`,
        )
        largestOfAll = Math.max(largestOfAll, largest)
      }
    })
    console.log(`64 seeds of ${name}, in levels of 255:\n${lines.join('\n')}`)
    expect(lines.length).toBeGreaterThanOrEqual(15) // pairs of six runtimes
    expect(largestOfAll).toBeLessThanOrEqual(1)
    // pictures at all: agreement about plain grey would prove nothing
    const [first] = drawings.values()
    expect(new Set(first).size).toBeGreaterThan(100)
  })
})

it('a face that was compared is the face that a user gets', async () => {
  const [face] = await generateFaces({ seeds: 7 })
  const samples = await fromSamples(fileURLToPath(new URL('../../models/faces-64', import.meta.url)))
  const size = face.width * face.height * 3
  const rgb = Uint8Array.from(face.data).filter((_, i) => i % 4 !== 3)
  expect(difference(rgb, samples.subarray(7 * size, 8 * size)).largest).toBeLessThanOrEqual(1)
})
