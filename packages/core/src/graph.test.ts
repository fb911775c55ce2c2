import { describe, expect, it } from 'vitest'
import { graphProblems, outputSize, type GraphSignature, type TensorSignature } from './graph.ts'
import type { ModelManifest } from './manifest.ts'
import { fakeManifest } from './testing/fake-model.ts'

const z: TensorSignature = { name: 'z', type: 'float32', shape: ['N', 4] }
const rgba: TensorSignature = { name: 'rgba', type: 'int32', shape: ['N', 2, 2] }

function problems(inputs: TensorSignature[], outputs: TensorSignature[], manifest = fakeManifest): string {
  return graphProblems(manifest, { inputs, outputs } satisfies GraphSignature).join('; ')
}

function linearManifest(layout: 'NHWC' | 'NCHW'): ModelManifest {
  const output = { name: 'rgba', encoding: 'linear', type: 'float32', layout, range: [-1, 1] } as const
  return { ...fakeManifest, output: { ...output, range: [-1, 1] } }
}

describe('graphProblems', () => {
  it('finds none in the graph of the manifest', () => {
    expect(problems([z], [rgba])).toBe('')
    expect(problems([{ ...z, shape: ['N', 4, 1, 1] }], [rgba])).toBe('')
    expect(problems([z], [rgba, { name: 'w', type: 'float32', shape: [] }])).toBe('')
  })

  it('lets symbolic and unknown shapes of the output pass', () => {
    expect(problems([z], [{ ...rgba, shape: ['N', 'h', 'w'] }])).toBe('')
    expect(problems([z], [{ ...rgba, shape: [] }])).toBe('')
  })

  it.each<[string, TensorSignature[], TensorSignature[], string]>([
    ['input name', [{ ...z, name: 'noise' }], [rgba], 'no input named z; its inputs are noise'],
    ['no input', [], [rgba], 'no input named z; its inputs are none'],
    ['input type', [{ ...z, type: 'float16' }], [rgba], 'input z is float16, expected float32'],
    ['latent size', [{ ...z, shape: ['N', 512] }], [rgba], 'input z is [N,512], expected [N,4]'],
    ['input rank', [{ ...z, shape: [4] }], [rgba], 'input z is [4], expected [N,4]'],
    ['symbolic latent', [{ ...z, shape: ['N', 'Z'] }], [rgba], 'input z is [N,Z], expected [N,4]'],
    ['fixed batch', [{ ...z, shape: [1, 4] }], [rgba], 'input z takes batches of 1 only'],
    ['second input', [z, { name: 'label', type: 'int64', shape: ['N'] }], [rgba], 'it also needs label'],
    ['output name', [z], [{ ...rgba, name: 'image' }], 'no output named rgba; its outputs are image'],
    ['output type', [z], [{ ...rgba, type: 'uint8' }], 'output rgba is uint8, expected int32'],
    ['output size', [z], [{ ...rgba, shape: ['N', 2, 3] }], 'output rgba is [N,2,3], expected [N,2,2]'],
    ['output batch', [z], [{ ...rgba, shape: [1, 2, 2] }], 'output rgba is [1,2,2], expected [N,2,2]'],
  ])('names a wrong %s', (_what, inputs, outputs, expected) => {
    expect(problems(inputs, outputs)).toContain(expected)
  })

  it('expects the layout that the manifest states', () => {
    const planar = { ...rgba, type: 'float32', shape: ['N', 3, 2, 2] }
    expect(problems([z], [planar], linearManifest('NCHW'))).toBe('')
    expect(problems([z], [planar], linearManifest('NHWC'))).toContain('expected [N,2,2,3]')
  })
})

it('knows how many numbers a face is', () => {
  expect(outputSize(fakeManifest)).toBe(4)
  expect(outputSize(linearManifest('NCHW'))).toBe(12)
})
