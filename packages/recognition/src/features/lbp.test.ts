import { describe, expect, it } from 'vitest'
import { binOf, localBinaryPatterns, patterns, uniformBins } from './lbp.ts'

/** The one code of a 3x3 picture. */
function codeOf(...levels: number[]): number {
  const codes = new Uint8Array(1)
  patterns(Float32Array.from(levels), 3, 1, codes)
  return codes[0]
}

describe('local binary patterns', () => {
  it('of a hand-made 3x3 picture', () => {
    // right, above, left, below are bits 0, 2, 4, 6; the others are interpolated towards the corners between them.
    // Right 9 and above 8 are at least 5, left 1 and below 2 are not. Above right, at (.7071, -.7071), weighs
    // centre 5, right 9, above 8, corner 7: .0858·5 + .2071·(9 + 8) + .5·7 = 7.45, so bit 1 is set.
    // Above left: .0858·5 + .2071·(1 + 8) + .5·4 = 4.29 is not; below left: .43 + .2071·3 + .5·3 = 2.55 is not;
    // below right: .43 + .2071·(9 + 2) + .5·6 = 5.71 is, bit 7.
    expect(codeOf(4, 8, 7, 1, 5, 9, 3, 2, 6)).toBe(0b1000_0111)
  })

  it('of an even surface: every neighbour is as bright, whatever its level', () => {
    for (const level of [0, 1 / 3, 77.7, 255]) expect(codeOf(...Array(9).fill(level))).toBe(255)
  })

  it('of a single bright pixel: none; of a single dark one: all', () => {
    expect(codeOf(0, 0, 0, 0, 9, 0, 0, 0, 0)).toBe(0)
    expect(codeOf(9, 9, 9, 9, 0, 9, 9, 9, 9)).toBe(255)
  })
})

describe('uniform patterns', () => {
  const changes = (code: number) =>
    Array.from({ length: 8 }, (_, n) => ((code >> n) & 1) ^ ((code >> ((n + 1) % 8)) & 1)).filter(Boolean)
      .length

  it('are 58, each with a bin of its own, and the others share one', () => {
    const codes = Array.from({ length: 256 }, (_, code) => code)
    const uniform = codes.filter((code) => changes(code) <= 2)
    expect(uniform).toHaveLength(58)
    expect(new Set(uniform.map((code) => binOf[code]))).toEqual(
      new Set(Array.from({ length: 58 }, (_, i) => i)),
    )
    const others = codes.filter((code) => changes(code) > 2)
    expect(new Set(others.map((code) => binOf[code]))).toEqual(new Set([58]))
    expect(uniformBins).toBe(59)
  })
})

it.each([1, 2, 3])(
  'histograms of radius %i: 64 cells, each of sum 1, and of length 1 with roots',
  (radius) => {
    const size = 64
    const picture = Float32Array.from({ length: size * size }, (_, i) => (i * 7919) % 256)
    const [plain, roots] = [false, true].map((root) => {
      const descriptor = localBinaryPatterns(radius, 8, root)(size)
      const vector = new Float32Array(descriptor.width)
      descriptor.describe(picture, vector)
      return vector
    })
    expect(plain).toHaveLength(64 * 59)
    for (let cell = 0; cell < 64; cell++) {
      const bins = plain.subarray(cell * 59, (cell + 1) * 59)
      expect(bins.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5)
    }
    expect(Math.max(...roots.map((value, i) => Math.abs(value * value - plain[i])))).toBeLessThan(1e-6)
  },
)
