import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rows } from './rows.ts'
import { openSite } from './site.ts'
import type { StaticHost } from './static-host.ts'

let host: StaticHost

beforeAll(async () => {
  host = await openSite(() => {}, 1)
})
afterAll(() => host?.close())

/** Every number in it, however deep. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : []
}

const throughput = Object.keys(rows).filter((name) => name.startsWith('batch-'))

// what WebGPU draws, test/browser sees; here it would only be slow
describe('every row of the web bench but WebGPU', { timeout: 120_000 }, () => {
  // batches of smoke are of one size: of the six rows one for each number of threads
  it.each([
    ['batch-16', 6],
    ['batch-16-one-thread', 6],
    ['first-face', 12],
    ['responsive', 12],
  ])('%s has finite numbers and a report', async (name, atLeast) => {
    // whoever draws other pictures is refused in here
    const { markdown, results } = await rows[name]!.run({ host, rounds: 1, smoke: true, say: () => {} })
    const numbers = numbersIn(results)
    expect(numbers.length).toBeGreaterThanOrEqual(atLeast)
    expect(numbers.every((number) => Number.isFinite(number) && number >= 0)).toBe(true)
    expect(markdown).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('there are three batch sizes, on all threads and on one', () => {
    expect(throughput).toEqual(
      [16, 32, 64].flatMap((n) => `batch-${n}`).concat([16, 32, 64].map((n) => `batch-${n}-one-thread`)),
    )
  })
})
