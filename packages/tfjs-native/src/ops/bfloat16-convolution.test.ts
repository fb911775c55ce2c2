import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { bfloat16Conv2d, bfloat16Conv2dTranspose } from './bfloat16-convolution.ts'

beforeAll(() => useNativeBackend())

type Convolution = (x: Tensor4D, filter: Tensor4D) => Tensor4D

/** Half the distance between two neighbours of bfloat16, relative: the most that one rounding changes. */
const rounding = 2 ** -8

/** Small whole numbers, which bfloat16 holds exactly, so that only the result is rounded. */
const wholes = (shape: number[], seed: number) =>
  tf.sub(tf.floor(tf.randomUniform(shape, 0, 5, 'float32', seed)), 2) as Tensor4D

/** The largest difference, as a share of the largest number. */
function error(actual: Tensor, expected: Tensor): number {
  expect(actual.shape).toEqual(expected.shape)
  return tf.tidy(() => {
    const scale = tf.max(tf.abs(expected)).dataSync()[0]!
    expect(scale).toBeGreaterThan(0)
    return tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]! / scale
  })
}

const transposedShape = (x: Tensor4D, filter: Tensor4D, stride: number) =>
  [x.shape[0], x.shape[1] * stride, x.shape[2] * stride, filter.shape[2]] as [number, number, number, number]

// maps of up to 8x8 places go through patches, the others through TensorFlow's own gradient
const cases: [string, Convolution, Convolution, number[], number[]][] = [
  ...[8, 9, 16, 24].map((size): [string, Convolution, Convolution, number[], number[]] => [
    `convolution of ${size}x${size} by 4x4, stride 2`,
    (x, filter) => bfloat16Conv2d(x, filter, 2),
    (x, filter) => tf.conv2d(x, filter, 2, 'same'),
    [3, size, size, 5],
    [4, 4, 5, 7],
  ]),
  [
    'convolution of 5x4 by 3x3, stride 1',
    (x, filter) => bfloat16Conv2d(x, filter, 1),
    (x, filter) => tf.conv2d(x, filter, 1, 'same'),
    [2, 5, 4, 6],
    [3, 3, 6, 4],
  ],
  ...[4, 16].map((size): [string, Convolution, Convolution, number[], number[]] => [
    `transposed convolution of ${size}x${size} by 4x4, stride 2`,
    (x, filter) => bfloat16Conv2dTranspose(x, filter, 2),
    (x, filter) => tf.conv2dTranspose(x, filter, transposedShape(x, filter, 2), 2, 'same'),
    [3, size, size, 5],
    [4, 4, 7, 5],
  ]),
]

describe.each(cases)('bfloat16 %s', (_name, rounded, exact, xShape, filterShape) => {
  const inputs = () => [wholes(xShape, 1), wholes(filterShape, 2)] as const
  const slopes = (convolve: Convolution) => {
    const [x, filter] = inputs()
    const y = convolve(x, filter)
    return tf.grads((...[x, filter]: Tensor[]) =>
      tf.sum(tf.mul(convolve(x as Tensor4D, filter as Tensor4D), wholes(y.shape, 3))),
    )([x, filter])
  }
  /** d/dfilter of |dy/dx|², as a gradient penalty takes it. */
  const penaltySlope = (convolve: Convolution) => {
    const [x, filter] = inputs()
    const weights = wholes(convolve(x, filter).shape, 3)
    return tf.grad((filter) => {
      const slope = tf.grad((x) => tf.sum(tf.mul(convolve(x as Tensor4D, filter as Tensor4D), weights)))(x)
      return tf.sum(tf.square(slope))
    })(filter)
  }

  it('gives what float32 gives, rounded once', () => {
    expect(error(rounded(...inputs()), exact(...inputs()))).toBeLessThanOrEqual(rounding)
  })

  it('has the gradients of float32, rounded once', () => {
    const expected = slopes(exact)
    slopes(rounded).forEach((slope, i) => expect(error(slope, expected[i]!)).toBeLessThanOrEqual(rounding))
  })

  it('has the second derivative of float32, rounded at each of its steps', () => {
    expect(error(penaltySlope(rounded), penaltySlope(exact))).toBeLessThan(3 * rounding)
  })

  it('leaks no tensor', () => {
    const [before, data] = [tf.memory().numTensors, tf.memory().numDataBuffers]
    tf.tidy(() => void penaltySlope(rounded))
    expect([tf.memory().numTensors, tf.memory().numDataBuffers]).toEqual([before, data])
  })
})

it('frees what it made when TensorFlow refuses the shapes', () => {
  const [x, filter] = [wholes([1, 4, 4, 3], 1), wholes([3, 3, 2, 2], 2)]
  const before = tf.memory().numTensors
  expect(() => bfloat16Conv2d(x, filter, 1)).toThrow(/depth/i)
  expect(tf.memory().numTensors).toBe(before)
})

it('is a plain convolution on a backend without it', async () => {
  await tf.setBackend('cpu')
  try {
    const [x, filter] = [wholes([1, 4, 4, 2], 1), wholes([3, 3, 2, 2], 2)]
    expect(error(bfloat16Conv2d(x, filter, 1), tf.conv2d(x, filter, 1, 'same'))).toBe(0)
    const up = bfloat16Conv2dTranspose(x, filter, 2)
    expect(error(up, tf.conv2dTranspose(x, filter, transposedShape(x, filter, 2), 2, 'same'))).toBe(0)
  } finally {
    await tf.setBackend('tensorflow')
  }
})
