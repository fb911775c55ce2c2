import { useNativeBackend } from '@facegan/tfjs-native'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { distances } from '../distances.ts'
import { chiSquareDistances } from './chi-square.ts'

beforeAll(() => useNativeBackend())

const histogram = (width: number) =>
  fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 100, noNaN: true })), {
    minLength: width,
    maxLength: width,
  })
const sets = fc
  .integer({ min: 1, max: 12 })
  .chain((width) =>
    fc.tuple(
      fc.constant(width),
      fc.array(histogram(width), { minLength: 1, maxLength: 5 }),
      fc.array(histogram(width), { minLength: 1, maxLength: 5 }),
    ),
  )

it('χ² by shared bins is χ² by definition', () => {
  fc.assert(
    fc.property(sets, ([width, queries, gallery]) => {
      const rounded = [queries, gallery].map((rows) => Float32Array.from(rows.flat()))
      const pairs = chiSquareDistances(rounded[0], rounded[1], width)
      expect(pairs).toHaveLength(queries.length * gallery.length)
      pairs.forEach((pair, i) => {
        const [a, b] = [queries[Math.floor(i / gallery.length)], gallery[i % gallery.length]]
        let [expected, sum] = [0, 0]
        for (let bin = 0; bin < width; bin++) {
          if (a[bin] + b[bin] > 0) expected += (a[bin] - b[bin]) ** 2 / (a[bin] + b[bin])
          sum += a[bin] + b[bin]
        }
        expect(Math.abs(pair - expected)).toBeLessThanOrEqual(1e-6 * sum)
      })
    }),
  )
})

it('columns: the sum of ten distances', () => {
  // vectors of 20: a column has two numbers; they differ by (3, 4) in the first and by (0, 2) in the last
  const a = new Float32Array(20)
  const b = Float32Array.from({ length: 20 }, (_, i) => [3, 4][i] ?? (i === 19 ? 2 : 0))
  expect([...distances.columns(a, b, 20)]).toEqual([7])
})

it.each(Object.keys(distances) as (keyof typeof distances)[])(
  '%s: 0 to itself, and the same both ways',
  (name) => {
    const rows = Float32Array.from({ length: 60 }, (_, i) => ((i * 37) % 23) / 23)
    const pairs = distances[name](rows, rows, 20)
    expect(pairs).toHaveLength(9)
    for (let i = 0; i < 3; i++) {
      expect(pairs[i * 4]).toBeCloseTo(0, 2)
      expect(pairs[i * 3 + ((i + 1) % 3)]).toBeGreaterThan(0.05)
      for (let j = 0; j < 3; j++) {
        expect(pairs[i * 3 + j]).toBeCloseTo(pairs[j * 3 + i], 5)
      }
    }
  },
)
