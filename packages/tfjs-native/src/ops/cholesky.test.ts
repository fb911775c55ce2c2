import { beforeAll, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { cholesky, solveLower } from './cholesky.ts'

beforeAll(() => useNativeBackend())

const x = () =>
  tf.tensor2d([
    [4, 2],
    [2, 5],
  ])

it('factors [[4, 2], [2, 5]] into [[2, 0], [1, 2]]', () => {
  expect([...cholesky(x()).dataSync()]).toEqual([2, 0, 1, 2])
})

it('solves with the factor and with its transpose', () => {
  const lower = cholesky(x())
  const b = tf.tensor2d([
    [4, 2],
    [8, 3],
  ])
  // [[2, 0], [1, 2]] · [2, 3] = [4, 8]; [[2, 1], [0, 2]] · [0, 4] = [4, 8]
  expect([...solveLower(lower, b).dataSync()]).toEqual([2, 1, 3, 1])
  expect([...solveLower(lower, b, true).dataSync()]).toEqual([0, 0.25, 4, 1.5])
})

it('leaks no tensors', () => {
  const [matrix, b] = [x(), tf.ones<tf.Rank.R2>([2, 1])]
  const before = tf.memory().numTensors
  const lower = cholesky(matrix)
  tf.dispose([lower, solveLower(lower, b)])
  expect(tf.memory().numTensors).toBe(before)
})

it('refuses what is not square', () => {
  const refusal = expect.objectContaining({ code: 'TFJS_NATIVE_BAD_ARGUMENT' })
  expect(() => cholesky(tf.zeros([2, 3]))).toThrow(refusal)
  expect(() => solveLower(tf.zeros([2, 3]), tf.zeros([2, 1]))).toThrow(refusal)
})

it('shows by NaN that a matrix is not positive definite', () => {
  expect([...cholesky(tf.tensor2d([[-1]])).dataSync()]).toEqual([Number.NaN])
})
