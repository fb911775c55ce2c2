import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import type { NativeOptimizer } from './native-optimizer.ts'
import { NativeRmsprop } from './native-rmsprop.ts'
import { NativeSgd } from './native-sgd.ts'

beforeAll(() => useNativeBackend())

/** The numbers of a variable after each of five steps down a bent slope. */
function walk(name: string, apply: (grads: tf.NamedTensorMap, variable: tf.Variable) => void): number[] {
  const variable = tf.variable(tf.tensor1d([0.5, -1, 2, 3]), true, name)
  const numbers = Array.from({ length: 5 }, () => {
    const { value, grads } = tf.variableGrads(
      () => tf.sum(tf.square(tf.mul(variable, [1, 2, -3, 0.1]))),
      [variable],
    )
    apply(grads, variable)
    tf.dispose([value, grads])
    return Array.from(variable.dataSync())
  })
  variable.dispose()
  return numbers.flat()
}

function walkNatively(name: string, create: (variable: tf.Variable) => NativeOptimizer): number[] {
  let optimizer: NativeOptimizer | undefined
  const numbers = walk(name, (grads, variable) => {
    optimizer ??= create(variable)
    optimizer.applyGradients(grads)
  })
  optimizer?.dispose()
  return numbers
}

function walkReference(name: string, optimizer: tf.Optimizer): number[] {
  const numbers = walk(name, (grads) =>
    optimizer.applyGradients(Object.entries(grads).map(([key, tensor]) => ({ name: key, tensor }))),
  )
  optimizer.dispose()
  return numbers
}

const rate = { learningRate: 0.01 }
describe.each<[string, (variable: tf.Variable) => NativeOptimizer, () => tf.Optimizer]>([
  ['SGD', (v) => new NativeSgd(rate, [v]), () => tf.train.sgd(0.01)],
  [
    'SGD with momentum',
    (v) => new NativeSgd({ ...rate, momentum: 0.9 }, [v]),
    () => tf.train.momentum(0.01, 0.9),
  ],
  [
    'SGD with Nesterov momentum',
    (v) => new NativeSgd({ ...rate, momentum: 0.9, nesterov: true }, [v]),
    () => tf.train.momentum(0.01, 0.9, true),
  ],
  ['RMSprop', (v) => new NativeRmsprop(rate, [v]), () => tf.train.rmsprop(0.01, 0.9, 0, 1e-7)],
  [
    'RMSprop with momentum',
    (v) => new NativeRmsprop({ ...rate, decay: 0.8, momentum: 0.5, epsilon: 1e-3 }, [v]),
    () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-3),
  ],
])('%s', (name, create, reference) => {
  it("equals tfjs's after each of five steps", () => {
    const expected = walkReference(`${name}/reference`, reference())
    walkNatively(`${name}/native`, create).forEach((number, i) => expect(number).toBeCloseTo(expected[i]!, 5))
  })

  it('goes on from saved weights as if it had not stopped', async () => {
    const run = async (stop: boolean) => {
      const variable = tf.variable(tf.tensor1d([1, -2]), true, `${name}/${stop}`)
      let optimizer = create(variable)
      for (let step = 0; step < 4; step++) {
        if (stop && step === 2) {
          const weights = await optimizer.getWeights()
          optimizer.dispose()
          optimizer = create(variable)
          await optimizer.setWeights(weights)
          tf.dispose(weights.map(({ tensor }) => tensor))
        }
        const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(variable)), [variable])
        optimizer.applyGradients(grads)
        tf.dispose([value, grads])
      }
      const numbers = Array.from(variable.dataSync())
      optimizer.dispose()
      variable.dispose()
      return numbers
    }
    expect(await run(true)).toEqual(await run(false))
  })

  it('leaves the weights as they are when TensorFlow refuses a gradient', () => {
    const variable = tf.variable(tf.tensor1d([1, -2]))
    const optimizer = create(variable)
    expect(() => optimizer.applyGradients({ [variable.name]: tf.ones([3]) })).toThrow('same shape')
    expect(Array.from(variable.dataSync())).toEqual([1, -2])
    optimizer.dispose()
    variable.dispose()
  })

  it('refuses the state of something else', async () => {
    const variable = tf.variable(tf.tensor1d([1, -2]))
    const optimizer = create(variable)
    await expect(optimizer.setWeights([])).rejects.toMatchObject({ code: 'TFJS_NATIVE_BAD_ARGUMENT' })
    optimizer.dispose()
    variable.dispose()
  })
})
