import { latentsOf } from '@facegan/core'

/** An input of a converted model, as the Python tool reports it. */
export interface ConvertedInput {
  readonly name: string
  /** 'N' first; null where a size is open. */
  readonly shape: readonly (number | 'N' | null)[]
  readonly dtype: 'float32' | 'int32' | 'bool'
  /** Exclusive limit, where the input is used as an index. */
  readonly below: number | null
}

/** Values for one input; booleans are 0 and 1. */
export interface ProofInput {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly values: Float32Array | Int32Array | Uint8Array
}

const batch = 3
/** For sizes that a model leaves open. */
const openSize = 32

/** The same inputs every time: normal numbers, and indices within the tables that they look up. */
export function proofInputs(inputs: readonly ConvertedInput[]): ProofInput[] {
  return inputs.map(({ name, shape, dtype, below }, place) => {
    const sizes = [batch, ...shape.slice(1).map((size) => (typeof size === 'number' ? size : openSize))]
    const count = sizes.slice(1).reduce((a, b) => a * b, 1)
    const seeds = Array.from({ length: batch }, (_, row) => batch * place + row)
    const normal = latentsOf(seeds, count)
    if (dtype === 'float32' && below === null) return { name, shape: sizes, dtype, values: normal }
    const most = below ?? 2
    const whole = normal.map((value) => Math.floor(Math.abs(value) * 1e6) % most)
    const values =
      dtype === 'float32' ? whole : dtype === 'int32' ? Int32Array.from(whole) : Uint8Array.from(whole)
    return { name, shape: sizes, dtype, values }
  })
}
