import type { Runner } from '@facegan/core'
import { fakeRunner } from '@facegan/core/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openPool } from './worker-pool.ts'

/** Fake threads that note what they were asked, and can die. */
function fakeThreads({ failFrom = Infinity } = {}) {
  const threads: ReturnType<typeof fakeRunner>[] = []
  const deaths: ((cause: unknown) => void)[] = []
  let disposed = 0
  const open = async (onCrash: (cause: unknown) => void): Promise<Runner> => {
    if (threads.length >= failFrom) throw new Error('no memory')
    const thread = fakeRunner({ delayMs: 1 })
    threads.push(thread)
    deaths.push(onCrash)
    return { ...thread, dispose: async () => void disposed++ }
  }
  return { open, threads, deaths, disposed: () => disposed, batches: () => threads.flatMap((t) => t.batches) }
}

const numbersOf = (count: number) => ({
  latents: Float32Array.from({ length: count * 4 }, (_, i) => Math.sin(i)),
  noise: Float32Array.from({ length: count * 3 }, (_, i) => Math.cos(i)),
})
const noCrash = () => {}

describe('a pool', () => {
  it('gives what one thread gives, in order, for any batch and size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 2, max: 8 }),
        async (count, size) => {
          const { open, batches } = fakeThreads()
          const pool = await openPool(open, size, noCrash)
          const numbers = numbersOf(count)
          expect(await pool.run(numbers, count)).toEqual(await fakeRunner().run(numbers, count))
          expect(batches().reduce((sum, n) => sum + n, 0)).toBe(count)
          await pool.dispose()
        },
      ),
      { numRuns: 40 },
    )
  })

  it('cuts a batch the same whichever threads are ready', async () => {
    const { open, threads, batches } = fakeThreads()
    const pool = await openPool(open, 3, noCrash)
    await pool.run(numbersOf(32), 32)
    expect(batches().toSorted((a, b) => a - b)).toEqual([10, 11, 11])
    await pool.warmUp?.()
    await pool.run(numbersOf(32), 32)
    expect(batches().toSorted((a, b) => a - b)).toEqual([10, 10, 11, 11, 11, 11])
    expect(threads).toHaveLength(3)
    await pool.dispose()
  })

  it('starts no second thread for a few faces', async () => {
    const { open, threads } = fakeThreads()
    const pool = await openPool(open, 8, noCrash)
    for (const count of [1, 4]) await pool.run(numbersOf(count), count)
    expect(threads).toHaveLength(1)
    await pool.run(numbersOf(5), 5)
    expect(threads).toHaveLength(2)
    await pool.dispose()
  })

  it('works with fewer threads where more cannot be started', async () => {
    const { open, threads } = fakeThreads({ failFrom: 2 })
    const pool = await openPool(open, 4, noCrash)
    for (let n = 0; n < 3; n++) expect(await pool.run(numbersOf(16), 16)).toHaveLength(256)
    expect(threads).toHaveLength(2)
    await pool.dispose()
  })

  it('rejects what waits and what comes after the death of one thread, and tells of it once', async () => {
    const { open, deaths } = fakeThreads()
    const crashes: unknown[] = []
    const pool = await openPool(open, 2, (cause) => crashes.push(cause))
    const waiting = Promise.allSettled(Array.from({ length: 4 }, () => pool.run(numbersOf(8), 8)))
    const cause = new Error('out of memory')
    deaths[0](cause)
    expect((await waiting).some(({ status }) => status === 'rejected')).toBe(true)
    await expect(pool.run(numbersOf(8), 8)).rejects.toMatchObject({ code: 'FACEGAN_WORKER_CRASHED', cause })
    deaths[1]?.(new Error('too'))
    expect(crashes).toEqual([cause])
    await pool.dispose()
  })

  it('disposes of every thread, also of one that is still starting', async () => {
    const { open, threads, disposed } = fakeThreads()
    const pool = await openPool(open, 4, noCrash)
    const run = pool.run(numbersOf(32), 32).catch(() => {})
    await pool.dispose()
    await run
    expect(disposed()).toBe(threads.length)
  })
})
