import { beforeAll, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { symmetricEigen } from './symmetric-eigen.ts'

beforeAll(() => useNativeBackend())

it('finds the values 1 and 3 of [[2, 1], [1, 2]], along the diagonals', () => {
  const { values, vectors } = symmetricEigen(
    tf.tensor2d([
      [2, 1],
      [1, 2],
    ]),
  )
  const [small, large] = values.dataSync()
  expect(small).toBeCloseTo(1, 6)
  expect(large).toBeCloseTo(3, 6)
  const [a, b, c, d] = vectors.dataSync() // [[a, b], [c, d]]: (a, c) belongs to 1, (b, d) to 3
  for (const entry of [a!, b!, c!, d!]) expect(Math.abs(entry)).toBeCloseTo(Math.SQRT1_2, 6)
  expect(a! * c!).toBeLessThan(0)
  expect(b! * d!).toBeGreaterThan(0)
})

it('gives the matrix back, from ascending values and orthonormal vectors', () => {
  tf.tidy(() => {
    const size = 60
    const factor = tf.randomNormal<tf.Rank.R2>([size, size], 0, 1, 'float32', 5)
    const x = tf.add<tf.Tensor2D>(factor, tf.transpose(factor))
    const { values, vectors } = symmetricEigen(x)
    const again = tf.matMul(tf.mul<tf.Tensor2D>(vectors, values), vectors, false, true)
    expect(tf.max(tf.abs(tf.sub(again, x))).dataSync()[0]).toBeLessThan(1e-4)
    const products = tf.matMul(vectors, vectors, true)
    expect(tf.max(tf.abs(tf.sub(products, tf.eye(size)))).dataSync()[0]).toBeLessThan(1e-5)
    const found = [...values.dataSync()]
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })
})

it('leaks no tensors', () => {
  const x = tf.eye(3)
  const before = tf.memory().numTensors
  const { values, vectors } = symmetricEigen(x)
  tf.dispose([values, vectors])
  expect(tf.memory().numTensors).toBe(before)
})

it('refuses what is not square', () => {
  expect(() => symmetricEigen(tf.zeros([2, 3]))).toThrow(
    expect.objectContaining({
      code: 'TFJS_NATIVE_BAD_ARGUMENT',
      message: expect.stringContaining('[2, 3] is not square'),
    }),
  )
})
