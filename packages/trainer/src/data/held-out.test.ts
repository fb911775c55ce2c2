import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeZip } from '../testing/make-zip.ts'
import { loadDataset, type LoadDatasetOptions } from './dataset.ts'
import { isHeldOut } from './held-out.ts'

/** Of 4x4 pictures, the red level of each first pixel. */
const levels = (pixels: Uint8Array) => Array.from(pixels.filter((_, i) => i % 48 === 0))
const hashOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')

describe('which side a file is on', () => {
  it('follows from the first 32 bits of its SHA-256', () => {
    expect(isHeldOut('7fffffff'.padEnd(64, 'f'), 0.5)).toBe(true)
    expect(isHeldOut('80000000'.padEnd(64, '0'), 0.5)).toBe(false)
    expect(isHeldOut('0'.repeat(64), 0)).toBe(false)
  })

  it('is the asked share of many', () => {
    for (const share of [0.05, 0.1, 0.5]) {
      const count = Array.from({ length: 10_000 }, (_, i) => hashOf(`${i}`)).filter((hash) =>
        isHeldOut(hash, share),
      ).length
      expect(Math.abs(count / 10_000 - share)).toBeLessThan(0.015) // 3 standard deviations at most
    }
  })

  it('stays the same when the share grows, for what was held out', () => {
    fc.assert(
      fc.property(fc.string(), fc.double({ min: 0, max: 0.99, noNaN: true }), (content, share) => {
        const hash = hashOf(content)
        expect(Number(isHeldOut(hash, share / 2))).toBeLessThanOrEqual(Number(isHeldOut(hash, share)))
      }),
    )
  })
})

describe('the split of a dataset', () => {
  let folder: string
  /** 30 pictures; of each the red level is its number. */
  let contents: Buffer[]
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'facegan-held-out-'))
    contents = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        sharp({ create: { width: 4, height: 4, channels: 3, background: { r: i, g: 99, b: 99 } } })
          .png()
          .toBuffer(),
      ),
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** Loads these pictures, in this order. */
  async function split(numbers: readonly number[], options: Partial<LoadDatasetOptions> = {}) {
    const path = join(folder, 'some.zip')
    await writeFile(path, makeZip(numbers.map((n, i) => ({ name: `${i}.png`, content: contents[n] }))))
    const dataset = await loadDataset([{ path, repeat: 2 }], {
      size: 4,
      minimum: 0,
      heldOut: 0.4,
      ...options,
    })
    return { dataset, training: levels(dataset.pixels), heldOut: levels(dataset.heldOut.pixels) }
  }

  it('keeps every picture on its side, whatever others there are, in what order and how often', async () => {
    const sides = contents.map((content) => isHeldOut(hashOf(content), 0.4))
    expect(new Set(sides).size).toBe(2)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(29), { maxLength: 40 }), async (numbers) => {
        const { dataset, training, heldOut } = await split(numbers)
        expect(training).toEqual(numbers.filter((n) => !sides[n]))
        expect(heldOut).toEqual(numbers.filter((n) => sides[n]))
        expect(dataset.count).toBe(training.length)
        expect(dataset.heldOut.count).toBe(heldOut.length)
        expect(dataset.epoch).toHaveLength(2 * training.length)
        expect(dataset.countsBySource).toEqual([training.length])
        const named = (set: { names: readonly string[] }) =>
          set.names.map((name) => numbers[Number.parseInt(name, 10)])
        expect(named(dataset)).toEqual(training)
        expect(named(dataset.heldOut)).toEqual(heldOut)
        expect(dataset.heldOut.sourceIndices).toEqual(new Uint32Array(heldOut.length))
      }),
      { numRuns: 15 },
    )
  })

  const all = Array.from({ length: 30 }, (_, i) => i)

  it('is none where the share is 0 or left out', async () => {
    for (const heldOut of [0, undefined]) {
      const { dataset, training } = await split(all, { heldOut })
      expect(training).toEqual(all)
      expect(dataset.heldOut).toMatchObject({ count: 0, names: [] })
    }
  })

  it('is part of the fingerprint', async () => {
    const whole = await split(all)
    const without = await split(whole.training)
    expect(without.dataset.pixels).toEqual(whole.dataset.pixels)
    expect(without.dataset.fingerprint).not.toBe(whole.dataset.fingerprint)
  })

  it('counts towards the minimum only what is trained on; where that is too little, holds nothing out and says so', async () => {
    const messages: string[] = []
    const onMessage = (message: string) => messages.push(message)
    const { dataset } = await split(all, { minimum: 1, onMessage })
    expect(dataset.heldOut.count).toBeGreaterThan(0)
    expect(messages).toEqual([])
    const tight = await split(all, { minimum: 30, onMessage })
    expect(tight.training).toEqual(all)
    expect(tight.heldOut).toEqual([])
    expect(messages).toEqual(['There are too few pictures to hold some out: all of them are trained on.'])
    await expect(split(all, { minimum: 31 })).rejects.toThrow(/Found 30 usable pictures .* a batch needs 31/)
  })

  it.each([-0.1, 1, Number.NaN])('a share of %d is refused', async (heldOut) => {
    await expect(split(all, { heldOut })).rejects.toMatchObject({
      code: 'FACEGAN_INVALID_OPTION',
      message: expect.stringContaining('`heldOut` must be at least 0 and below 1'),
    })
  })
})
