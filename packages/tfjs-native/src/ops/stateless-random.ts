import type { Tensor, Tensor1D } from '@tensorflow/tfjs'
import { NativeBackendError } from '../errors.ts'
import { tensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'

/**
 * Two integers in [0, 2^32), or their 32 bits each as an int32 tensor [2], which may be the input of a graph. The same
 * seed and shape give the same numbers, always.
 */
export type Seed = readonly [number, number] | Tensor1D

/**
 * Uniform numbers in [0, 1), float32, made by TensorFlow (tfjs draws its own one by one in
 * JavaScript). Has no gradient; needs the native backend.
 *
 * @throws NativeBackendError TFJS_NATIVE_BAD_ARGUMENT
 */
export function statelessUniform(shape: readonly number[], seed: Seed): Tensor {
  return statelessRandom('StatelessRandomUniform', shape, seed)
}

/** Normal numbers of mean 0 and standard deviation 1, float32; else as `statelessUniform`. */
export function statelessNormal(shape: readonly number[], seed: Seed): Tensor {
  return statelessRandom('StatelessRandomNormal', shape, seed)
}

function statelessRandom(operation: string, shape: readonly number[], seed: Seed): Tensor {
  assertIntegers('shape', shape)
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
