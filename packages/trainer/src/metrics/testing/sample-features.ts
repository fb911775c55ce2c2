import { Mt19937 } from '@facegan/core'
import type { Features } from '../features.ts'

export function featuresOf(rows: readonly (readonly number[])[]): Features {
  return { count: rows.length, dimensions: rows[0].length, values: Float32Array.from(rows.flat()) }
}

/** Independent normals of a mean and deviation, by Box-Muller. */
export function normals(count: number, dimensions: number, seed: number, mean = 0, deviation = 1): Features {
  const random = new Mt19937(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.double())) * Math.cos(2 * Math.PI * random.double())
  const values = Float32Array.from({ length: count * dimensions }, () => mean + deviation * normal())
  return { count, dimensions, values }
}

/** The formula that the golden numbers' Python uses: sin(a i + .7 k) + b cos(1.3 i k), as float32. */
export function wave(count: number, dimensions: number, a: number, b: number): Features {
  const values = Float32Array.from({ length: count * dimensions }, (_, at) => {
    const [i, k] = [Math.floor(at / dimensions), at % dimensions]
    return Math.sin(a * i + 0.7 * k) + b * Math.cos(1.3 * i * k)
  })
  return { count, dimensions, values }
}
