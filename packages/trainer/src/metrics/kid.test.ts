import { beforeAll, describe, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { kid, KidReference } from './kid.ts'
import { featuresOf, normals, wave } from './testing/sample-features.ts'

beforeAll(async () => {
  await useNativeBackend()
})

describe('KID', () => {
  it('is the hand-worked number on three and three points of one dimension', () => {
    // k(x, y) = (xy + 1)^3. Within 0, 1, 2: k(0,1) = k(0,2) = 1, k(1,2) = 27, mean 29/3. Within 0, 0, 1: all 1.
    // Between: 0 with anything 1 (three times), 1 with 0, 0, 1: 1, 1, 8, 2 with them: 1, 1, 27; mean 42/9.
    const { value } = kid(featuresOf([[0], [1], [2]]), featuresOf([[0], [0], [1]]))
    expect(value).toBeCloseTo(29 / 3 + 1 - 2 * (42 / 9), 5)
  })

  // numpy, float64, each picture left out in turn:
  //   k = lambda a, b: (a @ b.T / 5 + 1) ** 3
  //   mmd = lambda X, Y: off_diagonal_mean(k(X, X)) + off_diagonal_mean(k(Y, Y)) - 2 * k(X, Y).mean()
  //   sqrt(11/12 * sum((lx - lx.mean())**2) + 8/9 * sum((ly - ly.mean())**2))
  it('and its jackknife are those of numpy', () => {
    const { value, standardError } = kid(wave(12, 5, 1.1, 0.5), wave(9, 5, 2.3, 0.8))
    expect(value).toBeCloseTo(-0.6250668845960634, 5)
    expect(standardError).toBeCloseTo(0.3357098975873867, 5)
  })

  it('of one distribution is 0 within its standard error, at any pair of sizes', () => {
    const scores = Array.from({ length: 40 }, (_, i) => {
      const { value, standardError } = kid(normals(60 + i, 8, i), normals(150 - i, 8, 1000 + i))
      return value / standardError
    })
    expect(Math.abs(scores.reduce((sum, score) => sum + score, 0) / 40)).toBeLessThan(0.5)
    expect(scores.filter((score) => Math.abs(score) > 2).length).toBeLessThanOrEqual(4)
  })

  it('of two Gaussians with means apart is the closed form', () => {
    // E k(x, y) for x ~ N(a, 1), y ~ N(b, 1), one dimension: E(xy)^3 + 3 E(xy)^2 + 3 E(xy) + 1
    const [third, second] = [(m: number) => m ** 3 + 3 * m, (m: number) => m ** 2 + 1]
    const kernel = (a: number, b: number) => third(a) * third(b) + 3 * second(a) * second(b) + 3 * a * b + 1
    const expected = kernel(0, 0) + kernel(0.5, 0.5) - 2 * kernel(0, 0.5)
    const { value, standardError } = kid(normals(4000, 1, 5), normals(4000, 1, 6, 0.5))
    expect(Math.abs(value - expected)).toBeLessThan(3 * standardError)
    expect(standardError).toBeLessThan(expected / 4)
  })

  it('sums in blocks what it sums at once, leaks nothing and changes nothing when the reference is kept', () => {
    const before = tf.memory().numTensors
    const [real, generated] = [normals(1500, 3, 1), normals(400, 3, 2, 0.2)]
    const reference = new KidReference(real)
    expect(reference.against(generated)).toEqual(kid(real, generated))
    expect(kid(generated, real).value).toBeCloseTo(kid(real, generated).value, 5)
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each([
    ['too few rows', featuresOf([[1], [2], [3]]), featuresOf([[1], [2]]), /`generated` must be at least 3/],
    ['another space', normals(5, 2, 0), normals(5, 3, 0), /`generated` must be of 2 dimensions/],
  ])('%s is an error', (_, real, generated, message) => {
    expect(() => kid(real, generated)).toThrow(message)
  })
})
