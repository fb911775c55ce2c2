import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PictureStream, type StreamedPictures } from './batches.ts'

/** Picture i is one pixel on the left of level i, and level 255 - i on the right, in every channel; 2x2. */
function numbered(count: number, epoch = Array.from({ length: count }, (_, i) => i)): StreamedPictures {
  const pixels = Uint8Array.from({ length: count * 12 }, (_, k) => {
    const picture = Math.floor(k / 12)
    return Math.floor(k / 3) % 2 === 0 ? picture : 255 - picture
  })
  return { size: 2, pixels, epoch: Uint32Array.from(epoch) }
}

/** Which pictures a batch shows, read back from the levels. */
function shown(batch: Float32Array): number[] {
  return Array.from({ length: batch.length / 12 }, (_, n) => {
    const level = Math.round((batch[n * 12] + 1) * 127.5)
    return Math.min(level, 255 - level)
  })
}

/** Of 120 pictures, which show their right side on the left. */
const isMirrored = (batch: Float32Array) =>
  Array.from({ length: 120 }, (_, n) => batch[n * 12] > batch[n * 12 + 3])

describe('the stream of pictures', () => {
  it('shows every picture once an epoch, each epoch in another order', () => {
    const stream = new PictureStream(numbered(100), 1, false)
    const first = shown(stream.read(0, 100))
    const second = shown(stream.read(100, 100))
    expect(first.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(second.toSorted((a, b) => a - b)).toEqual(first.toSorted((a, b) => a - b))
    expect(second).not.toEqual(first)
  })

  it('is a function of seed and position: reading on from anywhere gives the same pictures', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.integer({ min: 1, max: 40 }), fc.nat(5), (position, count, seed) => {
        const whole = new PictureStream(numbered(37), seed, true).read(0, position + count)
        const resumed = new PictureStream(numbered(37), seed, true).read(position, count)
        expect(resumed).toEqual(whole.slice(position * 12))
      }),
      { numRuns: 50 },
    )
  })

  it('shows repeated pictures more often', () => {
    const stream = new PictureStream(numbered(3, [0, 1, 2, 2, 2]), 1, false)
    expect(shown(stream.read(0, 5)).toSorted()).toEqual([0, 1, 2, 2, 2])
  })

  it('mirrors about half of the pictures when asked, and none otherwise', () => {
    const mirrored = isMirrored(new PictureStream(numbered(120), 1, true).read(0, 120)).filter(Boolean).length
    expect(mirrored).toBeGreaterThan(40)
    expect(mirrored).toBeLessThan(80)
    expect(isMirrored(new PictureStream(numbered(120), 1, false).read(0, 120)).some(Boolean)).toBe(false)
  })

  it('maps levels 0 and 255 to -1 and 1', () => {
    const batch = new PictureStream(numbered(1), 0, false).read(0, 1)
    expect([batch[0], batch[3]]).toEqual([-1, 1])
  })
})
