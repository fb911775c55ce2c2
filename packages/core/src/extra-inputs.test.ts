import { expect, it } from 'vitest'
import { extraInputProblems } from './extra-inputs.ts'
import type { ExtraInput } from './manifest-graph.ts'

const psi: ExtraInput = { name: 'psi', type: 'float32', shape: [], value: 1 }
const noise: ExtraInput = { name: 'noise', type: 'float16', shape: ['N', 2], value: 'normal' }
const label: ExtraInput = { name: 'label', type: 'int64', shape: ['N'], value: 3 }

it('finds nothing wrong with what can be fed', () => {
  expect(extraInputProblems([psi, noise, label, { ...noise, name: 'two', value: [1, 2] }])).toEqual([])
})

it.each<[Partial<ExtraInput>, string]>([
  [{ name: 'psi' }, 'name: psi is there twice'],
  [{ shape: [4096, 4096, 2] }, 'shape: has 33554432 elements, more than 16777216'],
  [{ value: [1, 2, 3] }, 'value: must be one number or 2; has 3'],
  [{ type: 'int64' }, 'value: normals need a float type'],
  [{ type: 'bool' }, 'value: normals need a float type'],
  [{ type: 'int32', value: 0.5 }, 'value: must be whole for int32'],
  [{ type: 'uint8', value: [1, 0.5] }, 'value: must be whole for uint8'],
])('refuses %j', (change, problem) => {
  expect(extraInputProblems([psi, { ...noise, ...change }])).toEqual([`extraInputs.1.${problem}`])
})
