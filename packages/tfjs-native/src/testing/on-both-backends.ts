import type { Tensor } from '@tensorflow/tfjs'
import { expect } from 'vitest'
import { BACKEND, useNativeBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { useWasmBackend } from '../wasm/use-wasm-backend.ts'
import { WASM_BACKEND } from '../wasm/wasm-backend.ts'

/** Both backends in one process; WASM is the active one afterwards. */
export async function startBothBackends(): Promise<void> {
  await useNativeBackend()
  await useWasmBackend({ threads: 2 })
}

/** A tensor of normals, the same on both. */
export const random = (shape: readonly number[], seed: number): Tensor =>
  tf.randomNormal([...shape], 0, 1, 'float32', seed)

/**
 * Runs the same on WASM and natively, and holds every result of one against the other's.
 *
 * @param compute makes its own tensors
 * @returns the largest difference, as a share of the largest number of its result; NaN where one is no number
 * @throws where shapes differ, or tensors are left over
 */
export function differenceOfBackends(compute: () => Tensor[]): number {
  const run = (backend: string) => {
    void tf.setBackend(backend) // at once, since both have been made
    const before = tf.memory().numTensors
    const results = tf.tidy(
      () => compute().map((tensor) => ({ shape: tensor.shape, values: tensor.dataSync() })) as never,
    )
    expect(tf.memory().numTensors, `tensors left on ${backend}`).toBe(before)
    return results as { shape: number[]; values: Float32Array }[]
  }
  const expected = run(BACKEND)
  const actual = run(WASM_BACKEND)
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
  const shares = actual.map(({ values }, r) => {
    const others = expected[r]!.values
    const scale = others.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    return values.reduce((most, value, i) => Math.max(most, Math.abs(value - others[i]!)), 0) / scale
  })
  return Math.max(...shares)
}
