import { latentsOf } from '@facegan/core'
import type { PixelFormat } from './pixel-format.ts'

/** An input of a converted model, as the Python tool reports it. */
export interface ConvertedInput {
  readonly name: string
  /** 'N' first; null where a size is open. */
  readonly shape: readonly (number | 'N' | null)[]
  readonly dtype: 'float32' | 'int32' | 'bool' | 'uint8'
  /** Exclusive limit, where the input is used as an index. */
  readonly below: number | null
  /** Where it is a picture. */
  readonly pixels?: PixelFormat
}

/** Values for one input; booleans are 0 and 1. */
export interface ProofInput {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32' | 'bool' | 'uint8'
  readonly values: Float32Array | Int32Array | Uint8Array
}

const batch = 3
/** For sizes that a model leaves open. */
const openSize = 32

/** The same inputs every time: normal numbers, pixels of any bytes, and indices within the tables that they look up. */
export function proofInputs(inputs: readonly ConvertedInput[]): ProofInput[] {
  return inputs.map(({ name, shape, dtype, below, pixels }, place) => {
    const sizes = [batch, ...shape.slice(1).map((size) => (typeof size === 'number' ? size : openSize))]
    const count = sizes.slice(1).reduce((a, b) => a * b, 1)
    const seeds = Array.from({ length: batch }, (_, row) => batch * place + row)
    if (pixels) {
      const packed = pixels.format === 'rgba8'
      const drawn = latentsOf(seeds, packed ? 4 * count : count)
      const bytes = Uint8Array.from(drawn, (value) => Math.floor(Math.abs(value) * 1e6) & 255)
      return { name, shape: sizes, dtype, values: packed ? new Int32Array(bytes.buffer) : bytes }
    }
    const normal = latentsOf(seeds, count)
    if (dtype === 'float32' && below === null) return { name, shape: sizes, dtype, values: normal }
    const most = below ?? 2
    const whole = normal.map((value) => Math.floor(Math.abs(value) * 1e6) % most)
    const values =
      dtype === 'float32' ? whole : dtype === 'int32' ? Int32Array.from(whole) : Uint8Array.from(whole)
    return { name, shape: sizes, dtype, values }
  })
}
