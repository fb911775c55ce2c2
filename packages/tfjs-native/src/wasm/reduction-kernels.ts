import type { TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { floatsOf, newTensor } from './heap.ts'

/**
 * Sums over all axes but the last ones, or undefined where it is another reduction: what the gradients of biases and
 * the statistics of channels are made of. The package first transposes, element by element.
 *
 * @param scale of the sums, such as 1 / count
 */
export function sumOverLeadingAxes(
  x: TensorInfo,
  axis: number | number[],
  keepDims: boolean,
  scale: (count: number) => number,
): TensorInfo | undefined {
  const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b)
  const leading = axes.length > 0 && axes.length < x.shape.length && axes.every((one, i) => one === i)
  if (!leading || x.dtype !== 'float32') return undefined
  const kept = x.shape.slice(axes.length)
  const width = tf.util.sizeFromShape(kept)
  const count = tf.util.sizeFromShape(x.shape.slice(0, axes.length))
  const sums = new Float64Array(width)
  const y = newTensor([...(keepDims ? axes.map(() => 1) : []), ...kept])
  const from = floatsOf(x)
  for (let row = 0, i = 0; row < count; row++) for (let c = 0; c < width; c++, i++) sums[c]! += from[i]!
  const factor = scale(count)
  floatsOf(y).set(sums.map((sum) => sum * factor))
  return y
}
