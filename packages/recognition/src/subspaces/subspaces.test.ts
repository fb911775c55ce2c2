import { tf, useNativeBackend } from '@facegan/tfjs-native'
import { beforeAll, describe, expect, it } from 'vitest'
import { discriminantAxes } from './lda.ts'
import { principalAxes } from './pca.ts'
import { discriminantProjection, whitenedAxes } from './projections.ts'
import { rowAxes } from './two-d-pca.ts'

beforeAll(() => useNativeBackend())

const normal = (shape: [number, number], seed: number) =>
  tf.randomNormal<tf.Rank.R2>(shape, 0, 1, 'float32', seed)
/** |cos| between two vectors. */
function alignment(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
    Array.from(x).reduce((sum, v, i) => sum + v * y[i], 0)
  return Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b))
}
const column = (x: tf.Tensor2D, i: number) => tf.slice(x, [0, i], [-1, 1]).dataSync()

describe('principal axes', () => {
  // D < N goes by the covariance, D > N by the products
  it.each([
    [400, 6],
    [40, 300],
  ])('of %i vectors of %i numbers along two known directions', (count, width) => {
    const first = Array.from({ length: width }, (_, i) => (i % 2) * -2 + 1)
    const second = Array.from({ length: width }, (_, i) => Math.floor((i % 4) / 2) * -2 + 1)
    if (width % 4 !== 0) second.fill(0, width - 2) // at right angles to the first
    const spread = normal([count, 2], 3).mul<tf.Tensor2D>(tf.tensor1d([5, 2]))
    const x = tf.add<tf.Tensor2D>(tf.matMul(spread, tf.tensor2d([first, second])), 7)
    const { mean, axes, variances } = principalAxes(x, 10)
    expect(axes.shape[1]).toBe(2) // they vary in no other
    const [a, b] = [column(axes, 0), column(axes, 1)]
    // the spread was drawn, so its own axes are a little turned from the ones it was drawn along
    expect(alignment(a, first)).toBeGreaterThan(0.98)
    expect(alignment(b, second)).toBeGreaterThan(0.9)
    expect(alignment(a, a)).toBeCloseTo(1, 5)
    expect(alignment(a, b)).toBeLessThan(1e-4)
    const [large, small] = variances.dataSync()
    expect(large).toBeGreaterThan(small)
    expect(mean.dataSync()[0]).toBeCloseTo(tf.mean(x, 0).dataSync()[0], 4)
    // what they leave out is nothing
    const scores = tf.matMul<tf.Tensor2D>(tf.sub<tf.Tensor2D>(x, mean), axes)
    const again = tf.add(tf.matMul(scores, axes, false, true), mean)
    expect(tf.max(tf.abs(tf.sub(again, x))).dataSync()[0]).toBeLessThan(1e-2)
  })

  it('whitened: every direction of the training vectors has variance 1, and none goes along with another', () => {
    const x = tf.matMul(normal([50, 20], 1), normal([20, 200], 2)) as tf.Tensor2D
    const { mean, axes } = whitenedAxes(x, 49)
    expect(axes.shape).toEqual([200, 20])
    const scores = tf.matMul<tf.Tensor2D>(tf.sub<tf.Tensor2D>(x, mean), axes)
    const covariance = tf.div(tf.matMul(scores, scores, true), 50)
    expect(tf.max(tf.abs(tf.sub(covariance, tf.eye(20)))).dataSync()[0]).toBeLessThan(1e-2)
  })
})

describe('discriminant axes', () => {
  /** Two people who differ by 1 along y, and whose pictures scatter by 10 along x. */
  const count = 200
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2)
  const pancakes = () => {
    const x = normal([count, 2], 4).mul<tf.Tensor2D>(tf.tensor1d([10, 0.1]))
    const means = tf.tensor2d(
      [...labels].flatMap((person) => [0, person]),
      [count, 2],
    )
    return tf.sub<tf.Tensor2D>(tf.add(x, means), tf.mean(tf.add(x, means), 0))
  }

  it.each([0, 0.001])(
    'tell people apart where the first principal axis does not (shrinkage %d)',
    (shrinkage) => {
      expect(alignment(column(principalAxes(pancakes(), 1).axes, 0), [1, 0])).toBeGreaterThan(0.999)
      const axes = discriminantAxes(pancakes(), labels, shrinkage)
      expect(axes.shape).toEqual([2, 1])
      expect(alignment(axes.dataSync(), [0, 1])).toBeGreaterThan(0.999)
      const scores = tf.matMul(pancakes(), axes).dataSync()
      const [low, high] = [0, 1].map((person) => scores.filter((_, i) => labels[i] === person))
      expect(Math.max(...low) < Math.min(...high) || Math.max(...high) < Math.min(...low)).toBe(true)
    },
  )

  it('pictures of one person scatter by 1 along them, people who have no picture change nothing', () => {
    const x = normal([90, 5], 6)
    const centred = tf.sub<tf.Tensor2D>(x, tf.mean(x, 0))
    const three = Int32Array.from({ length: 90 }, (_, i) => i % 3)
    const axes = discriminantAxes(centred, three, 1e-5)
    expect(axes.shape).toEqual([5, 2])
    expect(
      discriminantAxes(
        centred,
        three.map((label) => label * 7),
        1e-5,
      ).dataSync(),
    ).toEqual(axes.dataSync())
    const scores = tf.matMul(centred, axes).arraySync() as number[][]
    for (const axis of [0, 1]) {
      let square = 0
      for (const person of [0, 1, 2]) {
        const own = scores.filter((_, i) => three[i] === person).map((row) => row[axis])
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length
        for (const value of own) square += (value - mean) ** 2
      }
      expect(square / 90).toBeCloseTo(1, 2)
    }
  })

  it('after principal axes: one map for both', () => {
    const { mean, axes } = discriminantProjection(pancakes(), labels, 2, 0.001)
    expect(mean.shape).toEqual([2])
    expect(alignment(axes.dataSync(), [0, 1])).toBeGreaterThan(0.999)
  })
})

it('2DPCA finds the direction in which rows vary', () => {
  const row = [3, -1, 2, 0.5]
  const strengths = normal([20, 8], 9).dataSync()
  const pictures = tf.tensor3d(
    [...strengths].flatMap((strength) => row.map((level) => 10 + strength * level)),
    [20, 8, 4],
  )
  expect(alignment(column(rowAxes(pictures, 1), 0), row)).toBeGreaterThan(0.9999)
})
