import type { tf } from '@facegan/tfjs-native'

/** tfjs hands a layer one tensor or a list of one. */
export function oneTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0] : inputs
}

/** tfjs hands a layer one shape or a list of one; the batch axis of a shape is null. */
export function oneShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
  return (Array.isArray(shapes[0]) ? shapes[0] : shapes) as tf.Shape
}
