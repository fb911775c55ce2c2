import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'
import { tensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { isNative } from './native-op.ts'
import { philoxWords } from './philox.ts'

/**
 * Two integers in [0, 2^32), or their 32 bits each as an int32 tensor [2], which may be the input of a graph. The same
 * seed and shape give the same numbers, always.
 */
export type Seed = readonly [number, number] | Tensor1D

/**
 * Uniform numbers in [0, 1), float32, made by TensorFlow (tfjs draws its own one by one in
 * JavaScript); on another backend the same numbers, bit for bit. Has no gradient.
 *
 * @throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT
 */
export function statelessUniform(shape: readonly number[], seed: Seed): Tensor {
  assertIntegers('shape', shape)
  return isNative()
    ? nativeRandom('StatelessRandomUniform', shape, seed)
    : portableStatelessUniform(shape, seed)
}

/**
 * Normal numbers of mean 0 and standard deviation 1, float32; else as `statelessUniform`, but that another backend may
 * round the last bits differently.
 */
export function statelessNormal(shape: readonly number[], seed: Seed): Tensor {
  assertIntegers('shape', shape)
  return isNative()
    ? nativeRandom('StatelessRandomNormal', shape, seed)
    : portableStatelessNormal(shape, seed)
}

/** The same in JavaScript, on any backend. */
export function portableStatelessUniform(shape: readonly number[], seed: Seed): Tensor {
  const words = philoxWords(tf.util.sizeFromShape([...shape]), wordsOf(seed))
  return tf.tensor(Float32Array.from(words, unitOf), [...shape])
}

/** The same in JavaScript, on any backend: two numbers of every two words. @see Box and Muller 1958 */
export function portableStatelessNormal(shape: readonly number[], seed: Seed): Tensor {
  const count = tf.util.sizeFromShape([...shape])
  const words = philoxWords(count + (count % 2), wordsOf(seed))
  const numbers = new Float32Array(words.length)
  for (let i = 0; i < words.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(unitOf(words[i]!), smallest)))
    const angle = Math.fround(2 * Math.PI * unitOf(words[i + 1]!))
    numbers[i] = radius * Math.sin(angle)
    numbers[i + 1] = radius * Math.cos(angle)
  }
  return tf.tensor(numbers.slice(0, count), [...shape])
}

/** Below, TensorFlow takes no logarithm. */
const smallest = Math.fround(1e-7)

/** The lowest 23 bits of a word, as a fraction. */
function unitOf(word: number): number {
  return (word & 0x7fffff) / 0x800000
}

function wordsOf(seed: Seed): readonly [number, number] {
  if (!(seed instanceof tf.Tensor)) {
    assertIntegers('seed', seed)
    return seed
  }
  const [first, second] = seed.dataSync()
  return [first!, second!]
}

function nativeRandom(operation: string, shape: readonly number[], seed: Seed): Tensor {
  const backend = tensorflowBackend()
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE } = backend.binding
  return tf.tidy(() =>
    backend.executeSingleOutput(
      operation,
      [
        { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
        { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
        { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
      ],
      [tf.tensor1d([...shape], 'int32'), seed instanceof tf.Tensor ? seed : seedTensor(seed)],
    ),
  )
}

/** A seed as a tensor. */
export function seedTensor(seed: readonly [number, number]): Tensor1D {
  assertIntegers('seed', seed)
  // Int32Array keeps the bits of numbers from 2^31 on, where a float32 would round them
  return tf.tensor1d(Int32Array.from(seed), 'int32')
}

function assertIntegers(what: string, values: readonly number[]): void {
  const bad = values.find((value) => !Number.isInteger(value) || value < 0 || value >= 2 ** 32)
  if (bad === undefined && (what !== 'seed' || values.length === 2)) return
  throw new NativeBackendError(
    'TFJS_NATIVE_BAD_ARGUMENT',
    `Bad ${what}: [${values.join(', ')}].`,
    what === 'seed' ? 'Give two integers in [0, 2^32).' : 'Give integers of 0 or more.',
  )
}
