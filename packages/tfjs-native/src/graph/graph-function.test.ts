import type { Tensor } from '@tensorflow/tfjs'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tensorflowBackend, useNativeBackend } from '../native-backend.ts'
import { bfloat16Conv2d } from '../ops/bfloat16-convolution.ts'
import { leakyRelu } from '../ops/leaky-relu.ts'
import { seedTensor, statelessNormal } from '../ops/stateless-random.ts'
import { tf } from '../tf.ts'
import { graphFunction, type GraphFunction } from './graph-function.ts'
import type { TensorTree } from './tensor-tree.ts'

let made: { dispose(): void }[] = []
beforeAll(async () => {
  await useNativeBackend()
})
afterEach(() => {
  for (const each of made) each.dispose()
  made = []
})

function graph<Inputs extends Readonly<Record<string, Tensor>>, Outputs extends TensorTree>(
  ...[compute, variables]: Parameters<typeof graphFunction<Inputs, Outputs>>
): GraphFunction<Inputs, Outputs> {
  const one = graphFunction(compute, variables)
  made.push(one)
  return one
}

/** How often `compute` ran in JavaScript. */
function counted<T extends (...args: never[]) => unknown>(compute: T) {
  let runs = 0
  const counting = ((...args) => (runs++, compute(...args))) as T
  return { counting, runs: () => runs }
}

const draw = (shape: number[], seed: number) => statelessNormal(shape, [seed, 0])

describe('a graph function', () => {
  it('runs its JavaScript once, and gives what it would give for other values', () => {
    const { counting, runs } = counted(({ a, b }: { a: Tensor; b: Tensor }) => ({
      sum: tf.add(a, b),
      deeper: { product: tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D), three: tf.scalar(3) },
    }))
    const f = graph(counting)
    for (const seed of [1, 2, 3]) {
      const [a, b] = [draw([4, 4], seed), draw([4, 4], seed + 10)]
      const { sum, deeper } = f({ a, b })
      expect(sum.dataSync()).toEqual(tf.add(a, b).dataSync())
      expect(deeper.product.dataSync()).toEqual(tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D).dataSync())
      expect(deeper.three.dataSync()).toEqual(new Float32Array([3]))
    }
    expect(runs()).toBe(1)
  })

  it('is written down once for each set of shapes and types', () => {
    const { counting, runs } = counted(({ x }: { x: Tensor }) => ({ y: tf.mul(x, 2) }))
    const f = graph(counting)
    expect(f({ x: tf.tensor1d([1, 2]) }).y.arraySync()).toEqual([2, 4])
    expect(f({ x: tf.tensor1d([1, 2, 3]) }).y.arraySync()).toEqual([2, 4, 6])
    expect(f({ x: tf.tensor1d([3], 'int32') }).y.arraySync()).toEqual([6])
    expect(f({ x: tf.tensor1d([5, 5]) }).y.arraySync()).toEqual([10, 10])
    expect(runs()).toBe(3)
  })

  it('reads variables as they are at each call', () => {
    const weight = tf.variable(tf.scalar(2))
    const f = graph(({ x }: { x: Tensor }) => ({ y: tf.mul(x, weight) }), [weight])
    expect(f({ x: tf.scalar(5) }).y.arraySync()).toBe(10)
    weight.assign(tf.scalar(3))
    expect(f({ x: tf.scalar(5) }).y.arraySync()).toBe(15)
  })

  it('assigns to variables once a call, from the first on', () => {
    const count = tf.variable(tf.scalar(0))
    const f = graph(
      ({ step }: { step: Tensor }) => {
        count.assign(tf.add(count, step))
        return { twice: tf.mul(count, 2) }
      },
      [count],
    )
    expect(f({ step: tf.scalar(1) }).twice.arraySync()).toBe(2)
    expect(f({ step: tf.scalar(4) }).twice.arraySync()).toBe(10)
    expect(count.arraySync()).toBe(5)
  })

  it('holds gradients and their gradients, as they are without it', () => {
    const filter = tf.variable(draw([3, 3, 2, 4], 1) as tf.Tensor4D)
    const slopes = ({ x }: { x: Tensor }) => {
      const { value, grads } = tf.variableGrads(() => {
        const slope = tf.grad((image) =>
          tf.sum(leakyRelu(tf.conv2d(image as tf.Tensor4D, filter, 2, 'same'), 0.2)),
        )(x)
        return tf.mean(tf.square(slope)) as tf.Scalar
      }, [filter])
      return { value, grads }
    }
    const f = graph(slopes, [filter])
    for (const seed of [3, 4]) {
      const x = draw([2, 8, 8, 2], seed)
      const [ours, plain] = [f({ x }), slopes({ x })]
      expect(ours.value.arraySync()).toBeCloseTo(plain.value.arraySync(), 5)
      const name = filter.name
      expect(Array.from(ours.grads[name]!.dataSync())).toEqual(
        Array.from(plain.grads[name]!.dataSync(), (value) => expect.closeTo(value, 4)),
      )
      expect(plain.grads[name]!.abs().max().arraySync()).toBeGreaterThan(0)
    }
  })

  it('holds what lives on TensorFlow’s side alone, such as bfloat16', () => {
    const filter = draw([3, 3, 2, 4], 1) as tf.Tensor4D
    const convolve = ({ x, kernel }: { x: Tensor; kernel: Tensor }) => ({
      y: bfloat16Conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1),
    })
    const f = graph(convolve)
    for (const seed of [5, 6]) {
      const x = draw([2, 8, 8, 2], seed)
      expect(f({ x, kernel: filter }).y.dataSync()).toEqual(convolve({ x, kernel: filter }).y.dataSync())
    }
  })

  it('draws by its seed', () => {
    const f = graph(({ seed }: { seed: Tensor }) => ({ z: statelessNormal([6], seed as tf.Tensor1D) }))
    for (const seed of [7, 2 ** 32 - 1]) {
      const drawn = f({ seed: seedTensor([1, seed]) }).z.dataSync()
      expect(drawn).toEqual(statelessNormal([6], [1, seed]).dataSync())
    }
  })

  it('may give back what it was given', () => {
    const f = graph(({ x }: { x: Tensor }) => ({ x, flat: tf.reshape(x, [-1]) }))
    const { x, flat } = f({ x: tf.tensor2d([[1], [2]]) })
    expect([x.arraySync(), flat.arraySync()]).toEqual([
      [[1], [2]],
      [1, 2],
    ])
  })

  it('leaks nothing', () => {
    const weight = tf.variable(tf.scalar(2))
    const f = graph(
      ({ x }: { x: Tensor }) => {
        weight.assign(tf.add(weight, 1))
        return { y: tf.mul(x, weight) }
      },
      [weight],
    )
    const call = () => tf.tidy(() => void f({ x: tf.scalar(1) }))
    const { binding } = tensorflowBackend()
    call()
    const before = [tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()]
    for (let i = 0; i < 5; i++) call()
    expect([tf.memory().numTensors, binding.getNumOfTensors(), binding.getNumOfSavedModels()]).toEqual(before)
    f.dispose()
    expect(binding.getNumOfSavedModels()).toBe(before[2]! - 1)
  })
})

it.each<[string, () => (inputs: { x: Tensor }) => TensorTree]>([
  [
    'looks at a value',
    () =>
      ({ x }) => ({ y: tf.mul(x, tf.square(x).dataSync()[0]!) }),
  ],
  [
    'uses a variable that is not named',
    () => {
      const weight = tf.variable(tf.scalar(2))
      weight.assign(tf.mul(weight, 2)) // a value that TensorFlow holds
      return ({ x }) => ({ y: tf.mul(x, weight) })
    },
  ],
  [
    'uses a tensor that was made before, whose values still wait in JavaScript',
    () => {
      const constant = tf.scalar(2)
      return ({ x }) => ({ y: tf.mul(x, constant) })
    },
  ],
])('a function that %s cannot become a graph', (_what, make) => {
  const f = graph(make())
  expect(() => f({ x: tf.scalar(1) })).toThrowError(
    expect.objectContaining({ code: 'TFJS_NATIVE_NOT_A_GRAPH', hint: expect.stringMatching(/Give|Return/) }),
  )
  // and nothing of the attempt is left behind
  expect(tf.add(tf.scalar(1), 1).arraySync()).toBe(2)
})

it('says where a graph could not be written', () => {
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = '/nowhere/at/all'
  try {
    const f = graph(({ x }: { x: Tensor }) => ({ y: tf.neg(x) }))
    expect(() => f({ x: tf.scalar(1) })).toThrowError(
      expect.objectContaining({
        code: 'TFJS_NATIVE_NO_TEMPORARY_FOLDER',
        hint: expect.stringContaining('TMPDIR'),
      }),
    )
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
})

it('runs on another backend as it is', async () => {
  tf.setBackend('cpu')
  try {
    const { counting, runs } = counted(({ x }: { x: Tensor }) => ({ y: tf.neg(x) }))
    const f = graphFunction(counting)
    expect(f({ x: tf.scalar(1) }).y.arraySync()).toBe(-1)
    expect(f({ x: tf.scalar(2) }).y.arraySync()).toBe(-2)
    expect(runs()).toBe(2)
    f.dispose()
  } finally {
    tf.setBackend('tensorflow')
  }
})
