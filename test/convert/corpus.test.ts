import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { python, toolFolder } from '../parity/python.ts'

interface Result {
  readonly name: string
  readonly layers: readonly string[]
  readonly opset: number
  readonly difference?: number
  readonly message?: string
}

interface Comparison {
  readonly results: readonly Result[]
  /** Layer types of the converter. */
  readonly converted: readonly string[]
  /** Layer types of TensorFlow.js that are refused, and why. */
  readonly refused: Readonly<Record<string, string>>
}

const script = fileURLToPath(new URL('./corpus/make-corpus.mjs', import.meta.url))
const readme = join(toolFolder, 'README.md')
const models = ['Sequential', 'Model', 'Functional', 'InputLayer']

let folder: string
let comparison: Comparison

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facegan-corpus-'))
  await promisify(execFile)(process.execPath, [script, folder], { maxBuffer: 64 * 2 ** 20 })
  const opsets = ['17', '13', '21'].flatMap((opset) => ['--opset', opset])
  comparison = JSON.parse((await python(['tests/compare_corpus.py', folder, ...opsets])).stdout)
}, 600_000)
afterAll(() => rm(folder, { recursive: true }))

describe('the corpus', () => {
  it('gives what TensorFlow.js gave, within 1e-5, in the oldest, the default and the newest opset', () => {
    const { results } = comparison
    const names = new Set(results.map(({ name }) => name))
    expect(names.size).toBeGreaterThan(150)
    expect(results).toHaveLength(3 * names.size)
    const wrong = results.filter(({ difference }) => !(difference !== undefined && difference < 1e-5))
    expect(wrong).toEqual([])
    const largest = Math.max(...results.map(({ difference }) => difference ?? Infinity))
    console.log(
      `${names.size} models in opsets 13, 17 and 21; largest difference ${largest.toExponential(1)}`,
    )
  })

  it('knows every layer that TensorFlow.js loads: converted and tried here, or refused with a reason', async () => {
    const registered: string[] = JSON.parse(await readFile(join(folder, 'registered.json'), 'utf8'))
    const known = new Set([...comparison.converted, ...Object.keys(comparison.refused), ...models])
    expect(registered.filter((name) => !known.has(name))).toEqual([])
    const tried = new Set(comparison.results.flatMap(({ layers }) => layers))
    expect(comparison.converted.filter((name) => !tried.has(name))).toEqual([])
  })

  it('is what the table in the README says (write it with vitest -u)', async () => {
    const text = await readFile(readme, 'utf8')
    const written = text.replace(
      /(<!-- layers: made by test\/convert\/corpus\.test\.ts -->\n)[^]*?(\n<!-- end -->)/,
      (_, start: string, end: string) => `${start}\n${table(comparison)}${end}`,
    )
    expect(written).toContain('| `Conv2D` |')
    await expect(written).toMatchFileSnapshot(readme)
  })
})

it('damaged models are converted or refused in a line, and leave no file', { timeout: 300_000 }, async () => {
  const { stdout } = await python(['tests/fuzz_corpus.py', folder, '--count', '600'])
  const { results, failures, peakBytes } = JSON.parse(stdout)
  expect(failures).toEqual([])
  expect(Object.keys(results).length).toBeGreaterThan(8) // many kinds of damage were met
  expect(peakBytes).toBeLessThan(2 * 2 ** 30)
})

/** One row a layer type: in how many models of the corpus it was compared, or why it is refused. */
function table({ results, converted, refused }: Comparison): string {
  const first = results.filter(({ opset }) => opset === 17)
  const rows = [...converted, ...Object.keys(refused)].toSorted().map((name) => {
    const count = first.filter(({ layers }) => layers.includes(name)).length
    const words = refused[name] ?? `converted; compared in ${count} model${count === 1 ? '' : 's'}`
    return `| \`${name}\` | ${refused[name] ? `refused: ${words}` : words} |`
  })
  return ['| layer | |', '| --- | --- |', ...rows, ''].join('\n')
}
