import { beforeAll, expect, it } from 'vitest'
import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { standardiser } from './standardise.ts'
import { featuresOf, normals } from './testing/sample-features.ts'

beforeAll(async () => {
  await useNativeBackend()
})

it('gives training features mean 0 and deviation 1, and does the same to others', () => {
  const before = tf.memory().numTensors
  const training = featuresOf([
    [1, 10],
    [3, 14],
    [5, 18],
  ])
  const standardise = standardiser(training)
  const unit = Math.sqrt(3 / 2) // the deviation of 1, 3 and 5 is √(8/3)
  const expected = [-unit, -unit, 0, 0, unit, unit].map((value) => expect.closeTo(value, 5))
  expect([...standardise(training).values]).toEqual(expected)
  expect([...standardise(featuresOf([[3, 22]])).values]).toEqual(
    [0, 2 * unit].map((x) => expect.closeTo(x, 5)),
  )
  expect(tf.memory().numTensors).toBe(before)
})

it('does not blow up a feature that hardly varied', () => {
  const { values, count } = normals(50, 1, 1)
  const rows = Array.from({ length: count }, (_, n) => [values[n], values[n], 7])
  const [, , constant] = standardiser(featuresOf(rows))(featuresOf([[0, 0, 8]])).values
  expect(constant).toBeGreaterThan(4)
  expect(constant).toBeLessThan(7) // one, in fifths of the others' deviation of about 1
})
