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
 * Runs the same on WASM and natively, holds every result of one against the other's, and counts tensors.
 *
 * @param compute makes its own tensors
 * @param tolerance as a share of the largest number of each result
 */
export function expectSameOnBoth(compute: () => Tensor[], tolerance: number): void {
  const run = (backend: string) => {
    void tf.setBackend(backend) // at once, since both have been made
    const before = tf.memory().numTensors
    const results = tf.tidy(() => compute().map((tensor) => ({ shape: tensor.shape, values: tensor.dataSync() })) as never)
    expect(tf.memory().numTensors, `tensors left on ${backend}`).toBe(before)
    return results as { shape: number[]; values: Float32Array }[]
  }
  const expected = run(BACKEND)
  const actual = run(WASM_BACKEND)
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape))
  actual.forEach(({ values }, r) => {
    const scale = expected[r]!.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
    const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[r]!.values[i]!)), 0)
    expect(worst / scale, `result ${r}`).toBeLessThan(tolerance) // false for a NaN as well
  })
}
