import { tf } from '@facegan/tfjs-native'

/**
 * The numbers of the tensor that `compute` returns; every tensor made on the way is freed. (An array returned through
 * `tf.tidy` itself would be searched for tensors, number by number: seconds for a million.)
 */
export function numbersOf(compute: () => tf.Tensor): Float32Array {
  const tensor = tf.tidy(compute)
  const numbers = tensor.dataSync<'float32'>()
  tensor.dispose()
  return numbers
}
