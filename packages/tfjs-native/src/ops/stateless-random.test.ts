import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import {
  portableStatelessNormal,
  portableStatelessUniform,
  seedTensor,
  type Seed,
  statelessNormal,
  statelessUniform,
} from './stateless-random.ts'

beforeAll(() => useNativeBackend())

const uniform = (seed: Seed): number[] => tf.tidy(() => [...statelessUniform([64], seed).dataSync()])

it('same seed, same numbers; each other seed, other numbers, also above 2^31 and one apart there', () => {
  const seeds: Seed[] = [
    [0, 0],
    [0, 1],
    [1, 0],
    [2 ** 31, 0],
    [2 ** 31 + 1, 0],
    [2 ** 32 - 1, 0],
    [2 ** 32 - 2, 0],
  ]
  for (const seed of seeds) expect(uniform(seed)).toEqual(uniform(seed))
  expect(new Set(seeds.map((seed) => uniform(seed).join())).size).toBe(seeds.length)
})

it('uniform numbers lie in [0, 1) with mean 1/2 and variance 1/12', () => {
  tf.tidy(() => {
    const numbers = statelessUniform([400, 500], [3, 4])
    const { mean, variance } = tf.moments(numbers)
    expect(numbers.shape).toEqual([400, 500])
    expect(numbers.min().dataSync()[0]).toBeGreaterThanOrEqual(0)
    expect(numbers.max().dataSync()[0]).toBeLessThan(1)
    // five standard errors of 200,000 numbers
    expect(Math.abs(mean.dataSync()[0]! - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / 200_000))
    expect(Math.abs(variance.dataSync()[0]! - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / 200_000))
  })
})

it('normal numbers have mean 0, variance 1 and 4.55 % beyond two deviations', () => {
  tf.tidy(() => {
    const numbers = statelessNormal([200_000], [3, 4])
    const { mean, variance } = tf.moments(numbers)
    const beyond = tf.mean(tf.cast(tf.greater(tf.abs(numbers), 2), 'float32')).dataSync()[0]!
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan(5 * Math.sqrt(1 / 200_000))
    expect(Math.abs(variance.dataSync()[0]! - 1)).toBeLessThan(5 * Math.sqrt(2 / 200_000))
    expect(Math.abs(beyond - 0.0455)).toBeLessThan(0.0024)
  })
})

const word = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1))

it('JavaScript draws what TensorFlow draws: uniform numbers bit for bit, normals to the last two bits', () => {
  fc.assert(
    fc.property(
      word,
      word,
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 3 }),
      (high, low, shape) => {
        tf.tidy(() => {
          for (const seed of [[high, low] as const, seedTensor([high, low])]) {
            const uniform = portableStatelessUniform(shape, seed)
            expect(uniform.shape).toEqual(shape)
            expect(uniform.dataSync()).toEqual(statelessUniform(shape, seed).dataSync())
            const expected = statelessNormal(shape, seed).dataSync()
            portableStatelessNormal(shape, seed)
              .dataSync()
              .forEach((number, i) => expect(Math.abs(number - expected[i]!)).toBeLessThan(1e-6))
          }
        })
      },
    ),
    { numRuns: 40 },
  )
})

it('leaks no tensors', () => {
  const before = tf.memory().numTensors
  statelessUniform([2, 3], [1, 2]).dispose()
  statelessNormal([], [1, 2]).dispose()
  expect(tf.memory().numTensors).toBe(before)
})

it.each([
  [[2], [-1, 0]],
  [[2], [2 ** 32, 0]],
  [[2], [0.5, 0]],
  [[-2], [0, 0]],
])('refuses shape %j with seed %j', (shape, seed) => {
  expect(() => statelessUniform(shape, seed as unknown as Seed)).toThrow(
    expect.objectContaining({ code: 'TFJS_NATIVE_BAD_ARGUMENT' }),
  )
})
