import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { mapAhead } from './map-ahead.ts'

/** Counts up; says how far it was asked, and whether it was closed. */
function counter(end: number, failAt = Infinity) {
  const state = { asked: 0, closed: false }
  async function* source() {
    try {
      for (let n = 0; n < end; n++) {
        state.asked++
        if (n === failAt) throw new Error('source')
        yield n
      }
    } finally {
      state.closed = true
    }
  }
  return { state, source: source() }
}

describe('mapAhead', () => {
  it('keeps the order, whichever is done first', async () => {
    const { source } = counter(20)
    const results: number[] = []
    for await (const n of mapAhead(source, 4, async (item) => sleep((item * 7) % 5, item))) results.push(n)
    expect(results).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('has up to `width` in hand, and waits for its reader', async () => {
    const { source, state } = counter(1000)
    let inHand = 0
    let most = 0
    const mapped = mapAhead(source, 4, async (n) => {
      most = Math.max(most, ++inHand)
      await sleep(1)
      inHand--
      return n
    })
    for (let n = 0; n < 10; n++) await mapped.next()
    await sleep(20)
    expect(most).toBe(4)
    expect(state.asked).toBe(13) // ten given, three begun
    await mapped.return()
    expect(state.closed).toBe(true)
  })

  it('gives what was begun before its source failed', async () => {
    const { source } = counter(10, 6)
    const results: number[] = []
    const reading = (async () => {
      for await (const n of mapAhead(source, 4, async (item) => sleep(5, item))) results.push(n)
    })()
    await expect(reading).rejects.toThrow('source')
    expect(results).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('a failed step closes the source, once the others have ended', async () => {
    const { source, state } = counter(100)
    let ended = 0
    const reading = (async () => {
      for await (const _ of mapAhead(source, 4, async (n) => {
        if (n === 2) throw new Error('step')
        await sleep(5)
        ended++
        return n
      }));
    })()
    await expect(reading).rejects.toThrow('step')
    expect(state.closed).toBe(true)
    expect(ended).toBe(state.asked - 1)
  })
})
