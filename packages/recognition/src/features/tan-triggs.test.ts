import { expect, it } from 'vitest'
import { tanTriggs } from './tan-triggs.ts'

const size = 64
const picture = (levelAt: (x: number, y: number) => number) =>
  Float32Array.from({ length: size * size }, (_, i) => Math.round(levelAt(i % size, Math.floor(i / size))))
const texture = (x: number, y: number) => 100 + 40 * Math.sin(x / 1.5) * Math.sin(y / 1.5)

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (v: Float32Array) => v.reduce((sum, x) => sum + x, 0) / v.length
  const [ma, mb] = [mean(a), mean(b)]
  let [ab, aa, bb] = [0, 0, 0]
  a.forEach((value, i) => {
    ab += (value - ma) * (b[i] - mb)
    aa += (value - ma) ** 2
    bb += (b[i] - mb) ** 2
  })
  return ab / Math.sqrt(aa * bb)
}

it('makes a picture and the same one lit from the side alike', () => {
  const [even, lit] = [picture(texture), picture((x, y) => (texture(x, y) * (x + 8)) / size)]
  const filter = tanTriggs(size)
  const [a, b] = [filter(even).slice(), filter(lit).slice()]
  expect(correlation(even, lit)).toBeLessThan(0.6)
  expect(correlation(a, b)).toBeGreaterThan(0.95)
})

it('gives levels within ±10, and 0 for a picture of one level', () => {
  const filter = tanTriggs(size)
  const levels = filter(picture(texture))
  expect(levels.every((level) => Math.abs(level) < 10)).toBe(true)
  expect(Math.max(...levels)).toBeGreaterThan(0.5)
  expect(Math.max(...filter(picture(() => 90)).map(Math.abs))).toBeLessThan(1e-3)
})
