import { expect, it } from 'vitest'
import { proofInputs } from './proof-inputs.ts'

const input = { name: 'x', shape: ['N', 4, null] as const, dtype: 'float32' as const, below: null }

it('draws normal numbers for three rows, open sizes filled, the same every time', () => {
  const [x, y] = proofInputs([input, { ...input, name: 'y' }])
  expect(x!.shape).toEqual([3, 4, 32])
  expect(x!.values).toHaveLength(3 * 4 * 32)
  expect(proofInputs([input])[0]).toEqual(x)
  expect(y!.values).not.toEqual(x!.values)
})

it('keeps indices within the table, and booleans 0 or 1', () => {
  const [indices, table, flags] = proofInputs([
    { ...input, dtype: 'int32', below: 7 },
    { ...input, below: 3 },
    { ...input, dtype: 'bool' },
  ])
  expect(indices!.values).toBeInstanceOf(Int32Array)
  expect(new Set(indices!.values)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
  expect(table!.values).toBeInstanceOf(Float32Array)
  expect(new Set(table!.values)).toEqual(new Set([0, 1, 2]))
  expect(new Set(flags!.values)).toEqual(new Set([0, 1]))
})
