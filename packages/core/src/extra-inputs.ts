import type { ExtraInput } from './manifest-graph.ts'
import { elementsOf } from './tensor-data.ts'

const elementLimit = 2 ** 24

/**
 * What is wrong with extra inputs of the right form: one sentence each, after the path of the field. Asked where the graph
 * is compared, in the worker: a page need not carry this.
 */
export function extraInputProblems(extraInputs: readonly ExtraInput[]): string[] {
  return extraInputs.flatMap(({ name, type, shape, value }, i) => {
    const wrong = (what: string) => [`extraInputs.${i}.${what}`]
    if (extraInputs.findIndex((other) => other.name === name) < i)
      return wrong(`name: ${name} is there twice`)
    const count = elementsOf(shape)
    if (count > elementLimit) return wrong(`shape: has ${count} elements, more than ${elementLimit}`)
    if (value === 'normal') return type.startsWith('float') ? [] : wrong('value: normals need a float type')
    if (typeof value !== 'number' && value.length !== count)
      return wrong(`value: must be one number or ${count}; has ${value.length}`)
    const whole = type.startsWith('float') || [value].flat().every(Number.isInteger)
    return whole ? [] : wrong(`value: must be whole for ${type}`)
  })
}
