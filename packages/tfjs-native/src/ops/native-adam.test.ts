import type { NamedTensorMap } from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { NativeAdam } from './native-adam.ts'

beforeAll(() => useNativeBackend())

const OPTIONS = { learningRate: 0.05, beta1: 0.5, beta2: 0.99, epsilon: 1e-3 }

/** Two variables of known numbers and a loss whose gradients differ in size and sign. */
function problem(name: string) {
  const a = tf.variable(tf.tensor2d([0.5, -1, 2, 3], [2, 2]), true, `${name}/a`)
  const b = tf.variable(tf.tensor1d([1, -2]), true, `${name}/b`)
  const gradients = (): NamedTensorMap => {
    const loss = () => tf.sum(tf.square(tf.matMul(a as never, tf.reshape(b, [2, 1])))).asScalar()
    const { value, grads } = tf.variableGrads(loss, [a, b])
    value.dispose()
    return grads
  }
  const numbers = (): number[] => [...a.dataSync(), ...b.dataSync()]
  const variables: tf.Variable[] = [a, b]
  return { variables, gradients, numbers, dispose: () => tf.dispose([a, b]) }
}

function step(adam: NativeAdam, { gradients }: ReturnType<typeof problem>): void {
  const grads = gradients()
  adam.applyGradients(grads)
  tf.dispose(grads)
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5))
}

describe('NativeAdam', () => {
  it('equals tf.train.adam after each of five steps, with an epsilon large enough to matter', () => {
    const ours = problem('ours')
    const theirs = problem('theirs')
    const adam = new NativeAdam(OPTIONS, ours.variables)
    const reference = tf.train.adam(OPTIONS.learningRate, OPTIONS.beta1, OPTIONS.beta2, OPTIONS.epsilon)
    const start = ours.numbers()
    for (let i = 0; i < 5; i++) {
      step(adam, ours)
      const grads = theirs.gradients()
      reference.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })))
      tf.dispose(grads)
      expectClose(ours.numbers(), theirs.numbers())
    }
    expect(ours.numbers()).not.toEqual(start)
    adam.dispose()
    reference.dispose()
    ours.dispose()
    theirs.dispose()
  })

  it('goes on from saved weights as if it had not stopped', async () => {
    const whole = problem('whole')
    const adam = new NativeAdam(OPTIONS, whole.variables)
    step(adam, whole)
    step(adam, whole)
    const state = await adam.getWeights()
    const resumed = problem('resumed')
    resumed.variables.forEach((variable, i) => variable.assign(tf.clone<tf.Tensor>(whole.variables[i]!)))
    const second = new NativeAdam(OPTIONS, resumed.variables)
    await second.setWeights(state)
    step(adam, whole)
    step(second, resumed)
    expect(resumed.numbers()).toEqual(whole.numbers())
    await expect(second.setWeights(state.slice(1))).rejects.toMatchObject({
      code: 'TFJS_NATIVE_BAD_ARGUMENT',
    })
    tf.dispose(state.map(({ tensor }) => tensor))
  })

  it('a step does not change tensors that were read or saved before it', async () => {
    const one = problem('kept')
    const adam = new NativeAdam(OPTIONS, one.variables)
    step(adam, one)
    const [, mean] = await adam.getWeights()
    const weights = tf.clone(one.variables[0]!)
    const before = [...mean!.tensor.dataSync(), ...weights.dataSync()]
    step(adam, one)
    expect([...mean!.tensor.dataSync(), ...weights.dataSync()]).toEqual(before)
  })

  it('leaves variables without a gradient alone, and leaks nothing', () => {
    const one = problem('partial')
    const before = tf.memory().numTensors
    tf.engine().startScope() // a tidy must not free its state
    const adam = new NativeAdam(OPTIONS, one.variables)
    tf.engine().endScope()
    const [, b] = one.variables
    const held = [...b!.dataSync()]
    const grads = one.gradients()
    adam.applyGradients({ 'partial/a': grads['partial/a']! })
    expect([...b!.dataSync()]).toEqual(held)
    tf.dispose(grads)
    const between = tf.memory().numTensors
    step(adam, one)
    expect(tf.memory().numTensors).toBe(between)
    adam.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
