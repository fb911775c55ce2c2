import type { Tensor2D, Tensor4D, TensorInfo } from '@tensorflow/tfjs'
import { floatsOf, newTensor } from './heap.ts'

/** `translate` on WASM: each picture's rows are copied to where they go. */
export function translateInHeap(images: Tensor4D, shifts: Tensor2D): TensorInfo {
  const [count, height, width, channels] = images.shape
  const moved = newTensor(images.shape)
  const [from, by, to] = [floatsOf(images), floatsOf(shifts), floatsOf(moved)]
  to.fill(0)
  for (let n = 0; n < count; n++) {
    const [right, down] = [by[2 * n]!, by[2 * n + 1]!]
    const length = width - Math.abs(right)
    if (length <= 0) continue // moved out of sight
    for (let y = Math.max(down, 0); y < Math.min(height, height + down); y++) {
      const source = ((n * height + y - down) * width + Math.max(-right, 0)) * channels
      const target = ((n * height + y) * width + Math.max(right, 0)) * channels
      to.set(from.subarray(source, source + length * channels), target)
    }
  }
  return moved
}
