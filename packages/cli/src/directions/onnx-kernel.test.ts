import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { readOnnxGraph, readOnnxHeader } from '../onnx/onnx-file.ts'
import { readOnnxKernel } from './onnx-kernel.ts'

const bytesOf = async (path: string) =>
  new Uint8Array(await readFile(new URL(`../../../../${path}/generator.onnx`, import.meta.url)))

/** A file with one dense layer, written field by field. */
function onnxOf(
  node: { type: string; weights: string; transB?: boolean },
  tensor: number[],
  shape: number[],
) {
  const text = (value: string) => [...new TextEncoder().encode(value)]
  const part = (field: number, content: number[]) => [field * 8 + 2, content.length, ...content]
  const dense = [
    ...part(1, text('z')),
    ...part(1, text(node.weights)),
    ...part(2, text('out')),
    ...part(4, text(node.type)),
    ...(node.transB ? part(5, [...part(1, text('transB')), 3 * 8, 1]) : []),
  ]
  const raw = [...new Uint8Array(Float32Array.from(tensor).buffer)]
  const weights = [...shape.flatMap((n) => [8, n]), 2 * 8, 1, ...part(8, text('W')), ...part(9, raw)]
  return Uint8Array.from(part(7, [...part(1, dense), ...part(5, weights)]))
}

describe('readOnnxKernel', () => {
  it.each([
    ['float16 weights, cast in the graph', 'models/faces-64', 64],
    ['float32 weights of a Gemm', 'test/fixtures/tiny-model', 16],
  ])('reads %s', async (_, path, latentSize) => {
    const kernel = readOnnxKernel(await bytesOf(path), 'z', latentSize)!
    expect(kernel.length % latentSize).toBe(0)
    const spread = Math.sqrt(kernel.reduce((sum, value) => sum + value ** 2, 0) / kernel.length)
    expect(spread).toBeGreaterThan(0.01)
    expect(spread).toBeLessThan(1)
  })

  it('reads a [Z,M] kernel as it stands, and turns a [M,Z] one', () => {
    const plain = onnxOf({ type: 'MatMul', weights: 'W' }, [1, 2, 3, 4, 5, 6], [2, 3])
    expect(readOnnxKernel(plain, 'z', 2)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
    const turned = onnxOf({ type: 'Gemm', weights: 'W', transB: true }, [1, 4, 2, 5, 3, 6], [3, 2])
    expect(readOnnxKernel(turned, 'z', 2)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6))
  })

  it.each([
    ['another layer', { type: 'Conv', weights: 'W' }, [2, 3], 2],
    ['weights that are elsewhere', { type: 'MatMul', weights: 'X' }, [2, 3], 2],
    ['another size of latent', { type: 'MatMul', weights: 'W' }, [2, 3], 3],
    ['a shape that its numbers do not fill', { type: 'MatMul', weights: 'W' }, [2, 4], 2],
  ])('has nothing to say of %s', (_, node, shape, latentSize) => {
    expect(readOnnxKernel(onnxOf(node, [1, 2, 3, 4, 5, 6], shape), 'z', latentSize)).toBeUndefined()
  })
})

describe('readOnnxGraph', () => {
  it.each([
    ['a number without an end', [0x80]],
    ['a field that is cut off', [58, 9, 1]],
    ['a kind that there is not', [15]],
  ])('refuses %s', (_, bytes) => {
    expect(() => readOnnxGraph(Uint8Array.from(bytes))).toThrow(/not a protocol buffer/)
  })
})

describe('readOnnxHeader', () => {
  it.each([
    ['models/faces-64', { producer: 'tfjs-to-onnx', opset: 17 }],
    ['test/fixtures/tiny-model', { producer: '', opset: 17 }],
  ])('reads that of %s', async (path, header) => {
    expect(readOnnxHeader(await bytesOf(path))).toEqual(header)
  })

  it('takes the opset of ONNX itself, not of another domain', () => {
    const other = [66, 6, 10, 2, 97, 105, 16, 3] // domain "ai", version 3
    expect(readOnnxHeader(Uint8Array.from([...other, 66, 2, 16, 21]))).toEqual({ producer: '', opset: 21 })
    expect(readOnnxHeader(Uint8Array.from(other)).opset).toBeUndefined()
  })
})
