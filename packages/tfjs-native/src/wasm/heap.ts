import type { TensorInfo } from '@tensorflow/tfjs'
import { wasmBackend } from './wasm-backend.ts'

/** The values of a float32 tensor where they lie; valid until something is allocated. */
export function floatsOf(tensor: TensorInfo): Float32Array {
  return wasmBackend().typedArrayFromHeap(tensor) as Float32Array
}

/** A new float32 tensor whose values are whatever lay there. */
export function newTensor(shape: readonly number[]): TensorInfo {
  return wasmBackend().makeOutput(shape, 'float32')
}

/**
 * Swaps the outer two axes of [outer,middle,inner] to [middle,outer,inner], a block of `inner` at a time.
 *
 * @param inner numbers that stay together
 */
export function swapOuter(
  x: TensorInfo,
  outer: number,
  middle: number,
  inner: number,
  shape: number[],
): TensorInfo {
  const y = newTensor(shape)
  const [from, to] = [floatsOf(x), floatsOf(y)]
  for (let o = 0; o < outer; o++)
    for (let m = 0; m < middle; m++) {
      const source = (o * middle + m) * inner
      const target = (m * outer + o) * inner
      for (let i = 0; i < inner; i++) to[target + i] = from[source + i]!
    }
  return y
}

/** Swaps the first and the last axis of [first,middle,last]. */
export function swapEnds(
  x: TensorInfo,
  first: number,
  middle: number,
  last: number,
  shape: number[],
): TensorInfo {
  const y = newTensor(shape)
  const [from, to] = [floatsOf(x), floatsOf(y)]
  for (let m = 0; m < middle; m++)
    for (let f = 0; f < first; f++) {
      const source = (f * middle + m) * last
      for (let l = 0, target = m * first + f; l < last; l++, target += middle * first)
        to[target] = from[source + l]!
    }
  return y
}
