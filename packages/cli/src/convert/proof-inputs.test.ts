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

it('draws pixels of any bytes, alpha too', () => {
  const pixels = { format: 'rgba8', range: [0, 1], layout: 'nhwc', channels: 3, mean: [], std: [] } as const
  const [packed, bytes] = proofInputs([
    { ...input, shape: ['N', 40, 60], dtype: 'int32', pixels },
    { ...input, shape: ['N', 20, 30, 3], dtype: 'uint8', pixels: { ...pixels, format: 'uint8' } },
  ])
  expect(packed!.values).toBeInstanceOf(Int32Array)
  expect(packed!.values).toHaveLength(3 * 40 * 60)
  for (const shift of [0, 8, 16, 24])
    expect(new Set(Array.from(packed!.values, (value) => (value >> shift) & 255)).size).toBe(256)
  expect(bytes!.values).toBeInstanceOf(Uint8Array)
  expect(bytes!.shape).toEqual([3, 20, 30, 3])
  expect(new Set(bytes!.values).size).toBe(256)
})
