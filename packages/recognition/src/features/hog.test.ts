import { expect, it } from 'vitest'
import { orientedGradients, turn } from './hog.ts'

const size = 64

function describe(levelAt: (x: number, y: number) => number, roots = false): Float32Array {
  const descriptor = orientedGradients({ roots })(size)
  const vector = new Float32Array(descriptor.width)
  descriptor.describe(
    Float32Array.from({ length: size * size }, (_, i) => levelAt(i % size, Math.floor(i / size))),
    vector,
  )
  return vector
}

const difference = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, i) => Math.abs(value - b[i])))

it.each([
  [0, (x: number) => 2 * x],
  [9, (x: number) => 128 - 2 * x],
  // a quarter of a turn lies between the directions of bins 4 (80°) and 5 (100°)
  [4.5, (_: number, y: number) => 2 * y],
  [13.5, (_: number, y: number) => 128 - 2 * y],
])('a ramp has one direction everywhere: bin %d of 18', (bin, levelAt) => {
  const vector = describe(levelAt)
  expect(vector).toHaveLength(11 * 11 * 4 * 18)
  const expected = bin % 1 === 0 ? [bin] : [Math.floor(bin), Math.ceil(bin)]
  // four equal cells; each is cut at .2, so they come out equal: 1 / √(4 · bins)
  const even = vector.map((_, i) => (expected.includes(i % 18) ? 1 / Math.sqrt(4 * expected.length) : 0))
  expect(difference(vector, even)).toBeLessThan(1e-3)
})

it('an even picture has none', () => {
  expect(describe(() => 100).every((value) => value === 0)).toBe(true)
})

it('does not change when a picture gets brighter by a constant, nor with roots when its levels are multiplied', () => {
  const levelAt = (x: number, y: number) => 60 + 30 * Math.sin(x / 5) * Math.cos(y / 7)
  const [plain, brighter] = [describe(levelAt), describe((x, y) => levelAt(x, y) + 50)]
  expect(difference(plain, brighter)).toBeLessThan(1e-4)
  const [roots, stronger] = [describe(levelAt, true), describe((x, y) => 2 * levelAt(x, y), true)]
  expect(difference(roots, stronger)).toBeLessThan(1e-4)
})

it('knows every direction to 1e-5 of a turn', () => {
  for (let degree = 0; degree < 360; degree++) {
    const angle = (degree * Math.PI) / 180
    expect(turn(3 * Math.cos(angle), 3 * Math.sin(angle))).toBeCloseTo(degree / 360, 4.5)
  }
})

it('without sign a picture and its negative are the same', () => {
  const descriptor = orientedGradients({ roots: false, cell: 4, bins: 9, signed: false })(size)
  const [picture, negative] = [1, -1].map((sign) =>
    Float32Array.from(
      { length: size * size },
      (_, i) => 128 + sign * 50 * Math.sin(i / 3) * Math.cos(i / 1000),
    ),
  )
  const vectors = [picture, negative].map((levels) => {
    const vector = new Float32Array(descriptor.width)
    descriptor.describe(levels, vector)
    return vector
  })
  expect(vectors[0]).toHaveLength(15 * 15 * 4 * 9)
  expect(vectors[0].some((value) => value > 0.1)).toBe(true)
  expect(difference(vectors[0], vectors[1])).toBeLessThan(1e-3)
})
