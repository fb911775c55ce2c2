import { describe, expect, it } from 'vitest'
import { graphProblems } from './graph-problems.ts'
import { outputSize, type GraphSignature, type TensorSignature } from './graph.ts'
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
    ['input type', [{ ...z, type: 'float64' }], [rgba], 'input z is float64, expected float32 or float16'],
    ['latent size', [{ ...z, shape: ['N', 512] }], [rgba], 'input z is [N,512], expected [N,4]'],
    ['input rank', [{ ...z, shape: [4] }], [rgba], 'input z is [4], expected [N,4]'],
    ['symbolic latent', [{ ...z, shape: ['N', 'Z'] }], [rgba], 'input z is [N,Z], expected [N,4]'],
    [
      'second input',
      [z, { name: 'label', type: 'int64', shape: ['N'] }],
      [rgba],
      'it also needs input label',
    ],
    ['output name', [z], [{ ...rgba, name: 'image' }], 'no output named rgba; its outputs are image'],
    ['output type', [z], [{ ...rgba, type: 'uint8' }], 'output rgba is uint8, expected int32'],
    ['output size', [z], [{ ...rgba, shape: ['N', 2, 3] }], 'output rgba is [N,2,3], expected [N,2,2]'],
    [
      'output batch',
      [{ ...z, shape: [2, 4] }],
      [{ ...rgba, shape: [1, 2, 2] }],
      'output rgba is [1,2,2], expected [N,2,2]',
    ],
  ])('names a wrong %s', (_what, inputs, outputs, expected) => {
    expect(problems(inputs, outputs)).toContain(expected)
  })

  it('lets axes of 1 and a flat axis of the output pass, and what has as many numbers in other axes not', () => {
    for (const shape of [
      ['N', 4],
      ['N', 2, 2, 1],
      ['N', 1, 2, 2],
      [1, 2, 2],
      ['N', 1, 4],
      ['N', 4, 1],
    ])
      expect(problems([z], [{ ...rgba, shape }])).toBe('')
    expect(problems([z], [{ ...rgba, shape: ['N', 5] }])).toContain('expected [N,2,2]')
    const tall = { ...rgba, type: 'float32', shape: ['N', 4, 3] }
    expect(problems([z], [tall], linearManifest('NHWC'))).toContain('expected [N,2,2,3]')
  })

  it('takes the shape of z from the manifest where the graph leaves it open', () => {
    const open = { ...z, shape: ['N', 'Z', 'one'] }
    expect(problems([open], [rgba])).toContain('input z is [N,Z,one], expected [N,4]')
    const stated: ModelManifest = { ...fakeManifest, input: { name: 'z', shape: ['N', 4, 1] } }
    expect(problems([open], [rgba], stated)).toBe('')
    expect(problems([{ ...z, shape: [] }], [rgba], stated)).toBe('')
    expect(problems([z], [rgba], stated)).toContain('input z is [N,4], expected [N,4,1]')
  })

  it('takes batches of one size from the graph or the manifest, where they agree', () => {
    expect(problems([{ ...z, shape: [1, 4] }], [rgba])).toBe('')
    expect(problems([z], [rgba], { ...fakeManifest, batch: 3 })).toBe('')
    const other = problems([{ ...z, shape: [1, 4] }], [rgba], { ...fakeManifest, batch: 3 })
    expect(other).toBe('input z takes batches of 1, expected 3')
  })

  it('compares extra inputs with what is declared of them', () => {
    const noise: TensorSignature = { name: 'noise', type: 'float16', shape: ['N', 2] }
    const psi: TensorSignature = { name: 'psi', type: 'float32', shape: [] }
    const declared: NonNullable<ModelManifest['extraInputs']> = [
      { name: 'noise', type: 'float16', shape: ['N', 2], value: 'normal' },
      { name: 'psi', type: 'float32', shape: [], value: 1 },
    ]
    const manifest: ModelManifest = { ...fakeManifest, extraInputs: declared }
    expect(problems([z, noise, psi], [rgba], manifest)).toBe('')
    expect(problems([z, noise], [rgba], manifest)).toBe('it has no input named psi; its inputs are z, noise')
    expect(problems([z, { ...noise, shape: ['N', 3] }, { ...psi, type: 'int64' }], [rgba], manifest)).toBe(
      'input noise is [N,3], expected [N,2]; input psi is int64, expected float32',
    )
    const one = { ...manifest, extraInputs: [{ ...declared[0], shape: [1, 2] }, declared[1]] }
    expect(problems([z, noise, psi], [rgba], one)).toBe(
      'input noise is noise of each face: its shape needs an N',
    )
    expect(problems([{ ...z, shape: [1, 4] }, { ...noise, shape: [1, 2] }, psi], [rgba], one)).toBe('')
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
