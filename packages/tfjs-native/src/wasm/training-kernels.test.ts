import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { tf } from '../tf.ts'
import { batchNormTraining } from '../ops/batch-norm.ts'
import { biasAdd } from '../ops/bias-add.ts'
import { dropout } from '../ops/dropout.ts'
import { leakyRelu } from '../ops/leaky-relu.ts'
import { translate } from '../ops/translate.ts'
import { differenceOfBackends, random, startBothBackends } from '../testing/on-both-backends.ts'

beforeAll(startBothBackends)

/** A scalar that bends, so that the gradient's own gradient is neither zero nor constant. */
const bent = (y: Tensor) => tf.sum(tf.mul(tf.square(y), random(y.shape, 9))) as tf.Scalar
type Op = (...inputs: Tensor[]) => Tensor

/** Value, gradients by all inputs, and gradients of the squared slope by the first, as a gradient penalty has them. */
function derivatives(op: Op, inputs: Tensor[]): Tensor[] {
  const gradients = tf.grads((...given) => bent(op(...given)))
  const penalty = tf.grads(
    (x, ...rest) => tf.sum(tf.square(tf.grad((inner) => bent(op(inner, ...rest)))(x!))) as tf.Scalar,
  )
  return [op(...inputs), ...gradients(inputs), ...penalty(inputs)]
}

const side = fc.integer({ min: 1, max: 12 })
const channels = fc.integer({ min: 1, max: 6 })
const window = {
  count: fc.integer({ min: 1, max: 3 }),
  height: side,
  width: side,
  from: channels,
  to: channels,
  kernelHeight: fc.integer({ min: 1, max: 5 }),
  kernelWidth: fc.integer({ min: 1, max: 5 }),
  strideHeight: fc.integer({ min: 1, max: 4 }),
  strideWidth: fc.integer({ min: 1, max: 4 }),
  padding: fc.constantFrom('same' as const, 'valid' as const),
}

describe('WASM agrees with native TensorFlow', () => {
  it('on convolutions of any size, stride and padding, their gradients and gradients of these', () => {
    fc.assert(
      fc.property(fc.record(window), (c) => {
        fc.pre(c.padding === 'same' || (c.height >= c.kernelHeight && c.width >= c.kernelWidth))
        const convolve: Op = (x, filter) =>
          tf.conv2d(x as Tensor4D, filter as Tensor4D, [c.strideHeight, c.strideWidth], c.padding)
        expect(
          differenceOfBackends(() => {
            const x = random([c.count, c.height, c.width, c.from], 1)
            return derivatives(convolve, [x, random([c.kernelHeight, c.kernelWidth, c.from, c.to], 2)])
          }),
        ).toBeLessThan(1e-5)
      }),
      { numRuns: 40 },
    )
  })

  it('on transposed convolutions', () => {
    fc.assert(
      fc.property(
        fc.record(window),
        ({ count, height, width, from, to, kernelHeight, strideHeight: stride }) => {
          const size = Math.max(kernelHeight, stride)
          const upscale: Op = (x, filter) =>
            tf.conv2dTranspose(
              x as Tensor4D,
              filter as Tensor4D,
              [count, height * stride, width * stride, to],
              stride,
              'same',
            )
          expect(
            differenceOfBackends(() =>
              derivatives(upscale, [
                random([count, height, width, from], 1),
                random([size, size, to, from], 2),
              ]),
            ),
          ).toBeLessThan(1e-5)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('on the maps of the presets', () => {
    for (const [width, from, to, kernel, stride] of [
      [64, 3, 48, 4, 2],
      [64, 32, 3, 3, 1],
      [8, 96, 64, 4, 2],
      [4, 129, 64, 3, 1],
    ] as const)
      expect(
        differenceOfBackends(() => {
          const inputs = [random([8, width, width, from], 1), random([kernel, kernel, from, to], 2)]
          return tf.grads((x, filter) => bent(tf.conv2d(x as Tensor4D, filter as Tensor4D, stride, 'same')))(
            inputs,
          )
        }),
      ).toBeLessThan(1e-5)
  })

  it('on products, whichever side is transposed', () => {
    const size = fc.integer({ min: 1, max: 20 })
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (n, k, m, turnA, turnB) => {
        const product: Op = (a, b) => tf.matMul(a, b, turnA, turnB)
        expect(
          differenceOfBackends(() =>
            derivatives(product, [random(turnA ? [k, n] : [n, k], 1), random(turnB ? [m, k] : [k, m], 2)]),
          ),
        ).toBeLessThan(1e-5)
      }),
      { numRuns: 20 },
    )
  })

  it('on sums and means over any axes', () => {
    const axes = fc.subarray([0, 1, 2, 3], { minLength: 1 })
    fc.assert(
      fc.property(axes, fc.boolean(), fc.boolean(), (axis, keepDims, mean) => {
        const reduce: Op = (x) => (mean ? tf.mean(x, axis, keepDims) : tf.sum(x, axis, keepDims))
        expect(differenceOfBackends(() => derivatives(reduce, [random([2, 5, 3, 4], 1)]))).toBeLessThan(1e-5)
      }),
      { numRuns: 40 },
    )
    expect(differenceOfBackends(() => [tf.sum(tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32'), 0)])).toBeLessThan(
      1e-9,
    )
  })

  const shifts = () => tf.tensor2d([3, -1, 0, 0, -2, 4, 9, 0, 0, -9], [5, 2])
  it.each<[string, Op, () => Tensor[]]>([
    ['leaky ReLU', (x) => leakyRelu(x!, 0.2), () => [random([3, 4, 6, 5], 1)]],
    ['bias add', (x, b) => biasAdd(x!, b!), () => [random([3, 4, 6, 5], 1), random([5], 2)]],
    ['translate', (x) => translate(x as Tensor4D, shifts()), () => [random([5, 6, 8, 2], 1)]],
    ['dropout', (x) => dropout(x!, 0.3, [5, 6]), () => [random([7, 9], 1)]],
  ])('on %s', (_name, op, inputs) => {
    expect(differenceOfBackends(() => derivatives(op, inputs()))).toBeLessThan(1e-5)
  })

  it.each([[[4, 3, 5, 6]], [[8, 6]]])('on batch norm of %j', (shape) => {
    expect(
      differenceOfBackends(() => {
        const inputs = [random(shape, 3), random([6], 4), random([6], 5)]
        const normal: Op = (x, scale, offset) => batchNormTraining(x!, scale!, offset!, 1e-3).y
        return [normal(...inputs), ...tf.grads((...given) => bent(normal(...given)))(inputs)]
      }),
    ).toBeLessThan(1e-4)
  })
})

it('tensors that share their values are freed one by one', () => {
  const x = random([2, 3], 1)
  const before = x.dataSync()
  const copy = x.clone()
  x.dispose()
  expect(copy.dataSync()).toEqual(before)
  copy.dispose()
})
