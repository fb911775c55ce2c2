import { deflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inflate } from './inflate.ts'

describe('inflate', () => {
  it('gives back what was packed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 20_000 }), async (bytes) => {
        expect(await inflate(deflateSync(bytes), 20_000)).toEqual(bytes)
      }),
      { numRuns: 50 },
    )
  })

  it('stops at its limit, before a bomb has gone off', async () => {
    const bomb = deflateSync(new Uint8Array(200 * 2 ** 20))
    expect(bomb.length).toBeLessThan(2 ** 18)
    expect(await inflate(bomb, 2 ** 20)).toBeUndefined()
    expect(await inflate(deflateSync(new Uint8Array(101)), 100)).toBeUndefined()
    expect(await inflate(deflateSync(new Uint8Array(100)), 100)).toHaveLength(100)
  })

  it('what is cut short, damaged or something else is nothing', async () => {
    const packed = deflateSync(Uint8Array.from({ length: 5000 }, (_, n) => (n * n) % 251))
    expect(await inflate(packed.subarray(0, -10), 10_000)).toBeUndefined()
    expect(
      await inflate(
        Uint8Array.from(packed, (byte, n) => (n === 40 ? byte ^ 1 : byte)),
        10_000,
      ),
    ).toBeUndefined()
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (bytes) => {
        const found = await inflate(bytes, 1000)
        expect(found === undefined || found.length <= 1000).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
