import type { Tensor } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { batchNormTraining, portableBatchNormTraining } from './batch-norm.ts'
import { biasAdd, portableBiasAdd } from './bias-add.ts'
import { dropout } from './dropout.ts'
import { leakyRelu, portableLeakyRelu } from './leaky-relu.ts'
import { portableTranslate, translate } from './translate.ts'

beforeAll(() => useNativeBackend())

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed)

/** Largest difference of two tensors. */
function difference(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape)
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!
}

type Op = (...inputs: Tensor[]) => Tensor

// functions, for tensors are made on the native backend, which starts after this file is read
const bias = () => random([5], 2)
const shifts = () => tf.tensor2d([3, -1, 0, 0, -2, 4], [3, 2])
const cases: [string, Op, Op, () => Tensor[]][] = [
  [
    'leaky ReLU',
    (x) => leakyRelu(x!, 0.2),
    (x) => portableLeakyRelu(x!, 0.2),
    () => [random([3, 4, 6, 5], 1)],
  ],
  [
    'leaky ReLU of slope 0',
    (x) => leakyRelu(x!, 0),
    (x) => portableLeakyRelu(x!, 0),
    () => [random([7, 5], 1)],
  ],
  [
    'bias add on maps',
    (x, b) => biasAdd(x!, b!),
    (x, b) => portableBiasAdd(x!, b!),
    () => [random([3, 4, 6, 5], 1), bias()],
  ],
  [
    'bias add on rows',
    (x, b) => biasAdd(x!, b!),
    (x, b) => portableBiasAdd(x!, b!),
    () => [random([7, 5], 1), bias()],
  ],
  [
    'translate',
    (x) => translate(x as never, shifts()),
    (x) => portableTranslate(x as never, shifts()),
    () => [random([3, 6, 8, 2], 1)],
  ],
]

describe.each(cases)('%s agrees with its portable twin', (_name, fused, portable, makeInputs) => {
  let inputs: Tensor[]
  beforeAll(() => {
    inputs = makeInputs()
  })

  /** A scalar that bends: the gradient's own gradient is then neither zero nor constant. */
  const bent = (op: Op, ...given: Tensor[]) => {
    const y = op(...given)
    return tf.sum(tf.mul(tf.square(y), random(y.shape, 9))) as tf.Scalar
  }
  const gradientsOf = (op: Op) => tf.grads((...given) => bent(op, ...given))(inputs)
  /** d/dx of |d bent/dx|², as a gradient penalty has it. */
  const penaltyGradients = (op: Op) =>
    tf.grads((...given) => {
      const slopes = tf.grads((...inner) => bent(op, ...inner))(given)
      return tf.addN(slopes.map((slope) => tf.sum(tf.square(slope)))) as tf.Scalar
    })(inputs)

  it('in its value', () => {
    expect(difference(fused(...inputs), portable(...inputs))).toBeLessThan(1e-6)
  })

  it('in its gradients', () => {
    const expected = gradientsOf(portable)
    gradientsOf(fused).forEach((gradient, i) => expect(difference(gradient, expected[i]!)).toBeLessThan(1e-5))
  })

  it('in its second derivatives', () => {
    const expected = penaltyGradients(portable)
    penaltyGradients(fused).forEach((gradient, i) => {
      const scale = tf.max(tf.abs(expected[i]!)).dataSync()[0]!
      expect(scale).toBeGreaterThan(0.1)
      expect(difference(gradient, expected[i]!) / scale).toBeLessThan(1e-5)
    })
  })

  it('and leaks no tensor', () => {
    const before = tf.memory().numTensors
    tf.tidy(() => void penaltyGradients(fused))
    tf.tidy(() => void fused(...inputs))
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe.each([[[4, 3, 5, 6]], [[8, 6]]])('batch norm of %j agrees with its portable twin', (shape) => {
  let inputs: [Tensor, Tensor, Tensor]
  beforeAll(() => {
    inputs = [tf.add(tf.mul(random(shape, 3), 2), 1), random([6], 4), random([6], 5)]
  })

  it('in its value and statistics', () => {
    const fused = batchNormTraining(...inputs, 1e-3)
    const portable = portableBatchNormTraining(...inputs, 1e-3)
    for (const part of ['y', 'mean', 'variance'] as const)
      expect(difference(fused[part], portable[part])).toBeLessThan(1e-5)
  })

  it('in its gradients', () => {
    const gradients = (op: typeof batchNormTraining) =>
      tf.grads((x, scale, offset) => {
        const { y } = op(x!, scale!, offset!, 1e-3)
        return tf.sum(tf.mul(tf.square(y), random(y.shape, 9)))
      })([...inputs])
    const expected = gradients(portableBatchNormTraining)
    gradients(batchNormTraining).forEach((gradient, i) =>
      expect(difference(gradient, expected[i]!)).toBeLessThan(1e-4),
    )
  })

  it('and leaks no tensor', () => {
    const before = tf.memory().numTensors
    tf.tidy(() => void tf.grad((x) => tf.sum(batchNormTraining(x, inputs[1], inputs[2], 1e-3).y))(inputs[0]))
    expect(tf.memory().numTensors).toBe(before)
  })
})

describe('dropout', () => {
  let x: Tensor
  beforeAll(() => {
    x = tf.ones([100, 200])
  })

  it('drops its share and keeps the mean', () => {
    const kept = Array.from(dropout(x, 0.3, [1, 2]).dataSync())
    const dropped = kept.filter((value) => value === 0).length / kept.length
    expect(Math.abs(dropped - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / 20_000))
    expect(Math.max(...kept)).toBeCloseTo(1 / 0.7, 6)
    expect(new Set(kept).size).toBe(2)
  })

  it('is a function of its seed', () => {
    const draw = (seed: [number, number]) => Array.from(dropout(x, 0.5, seed).dataSync())
    expect(draw([1, 2])).toEqual(draw([1, 2]))
    expect(draw([1, 2])).not.toEqual(draw([1, 3]))
    expect(draw([1, 2])).not.toEqual(draw([2, 2]))
  })

  it('lets the gradient through where it let the number through, also the second time', () => {
    const y = dropout(x, 0.5, [1, 2])
    expect(difference(tf.grad((given) => tf.sum(dropout(given, 0.5, [1, 2])))(x), y)).toBe(0)
    const second = tf.grad((given) =>
      tf.sum(tf.square(tf.grad((inner) => tf.sum(tf.square(dropout(inner, 0.5, [1, 2]))))(given))),
    )(x)
    // y = mx, d/dx y² = 2m²x, and d/dx (2m²x)² = 8m⁴x with m = 0 or 2
    expect(difference(second, tf.mul(tf.pow(tf.div(y, 2), 4), 128))).toBeLessThan(1e-4)
  })
})

it('translate moves right and down and fills with zeros', () => {
  const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1])
  for (const op of [translate, portableTranslate])
    expect(Array.from(op(image, tf.tensor2d([[1, -1]])).dataSync())).toEqual([0, 4, 5, 0, 7, 8, 0, 0, 0])
})
