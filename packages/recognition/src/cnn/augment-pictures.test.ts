import { Mt19937 } from '@facegan/core'
import { describe, expect, it } from 'vitest'
import {
  classicAugmentation,
  noAugmentation,
  showPicture,
  standardise,
  type PictureAugmentation,
} from './augment-pictures.ts'

const size = 16
const picture = Uint8Array.from(
  { length: size * size },
  (_, at) => (7 * (at % size) + 3 * Math.floor(at / size)) % 251,
)

function shown(how: PictureAugmentation, seed = 1): Float32Array {
  const out = new Float32Array(picture.length)
  showPicture(picture, size, how, new Mt19937(seed), out)
  return out
}

function standard(levels: ArrayLike<number>): Float32Array {
  const copy = Float32Array.from(levels)
  standardise(copy)
  return copy
}

describe('showPicture', () => {
  it('without augmentation is the picture, of mean 0 and deviation 1', () => {
    const plain = shown(noAugmentation)
    expect(plain).toEqual(standard(picture))
    const mean = plain.reduce((sum, value) => sum + value, 0) / plain.length
    const variance = plain.reduce((sum, value) => sum + value ** 2, 0) / plain.length
    expect(mean).toBeCloseTo(0, 4)
    expect(variance).toBeCloseTo(1, 4)
  })

  it('mirrors about half of the time, exactly', () => {
    const mirrored = standard(picture.map((_, at) => picture[at - (at % size) + size - 1 - (at % size)]))
    const plain = standard(picture)
    const kinds = Array.from({ length: 60 }, (_, seed) => {
      const one = shown({ ...noAugmentation, mirror: true }, seed)
      return one.every((value, i) => value === plain[i])
        ? 'plain'
        : one.every((value, i) => Math.abs(value - mirrored[i]) < 1e-5)
          ? 'mirrored'
          : 'else'
    })
    expect(kinds).not.toContain('else')
    const count = kinds.filter((kind) => kind === 'mirrored').length
    expect(count).toBeGreaterThan(15)
    expect(count).toBeLessThan(45)
  })

  it('turns a blob round the middle, and nothing but the middle stays', () => {
    const blob = new Uint8Array(size * size)
    blob[7 * size + 12] = blob[8 * size + 12] = 255
    const how = { ...noAugmentation, rotation: 180 }
    const out = new Float32Array(blob.length)
    const rows = Array.from({ length: 40 }, (_, seed) => {
      showPicture(blob, size, how, new Mt19937(seed), out)
      const brightest = out.reduce((best, value, at) => (value > out[best] ? at : best), 0)
      const [x, y] = [(brightest % size) - 7.5, Math.floor(brightest / size) - 7.5]
      return Math.hypot(x, y)
    })
    for (const distance of rows) expect(Math.abs(distance - 4.5)).toBeLessThan(1)
  })

  it('of a flat picture is all zeros, not NaN', () => {
    const out = new Float32Array(size * size)
    showPicture(new Uint8Array(size * size).fill(90), size, noAugmentation, new Mt19937(0), out)
    expect(out.every((value) => Math.abs(value) < 1e-2)).toBe(true)
  })

  it('is a function of the seed', () => {
    expect(shown(classicAugmentation, 5)).toEqual(shown(classicAugmentation, 5))
    expect(shown(classicAugmentation, 5)).not.toEqual(shown(classicAugmentation, 6))
  })
})
