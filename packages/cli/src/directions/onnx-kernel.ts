import { fromHalfFloat } from '@facegan/core'
import { readOnnxGraph, type OnnxGraph, type OnnxTensor } from '../onnx/onnx-file.ts'

const float32 = 1
const float16 = 10

/**
 * The kernel of the dense layer that an ONNX generator puts its latents through first.
 *
 * @param input the name of the graph's input z [N,Z]
 * @returns [Z,M] row by row; undefined where the first layer is another one, or keeps its weights elsewhere
 */
export function readOnnxKernel(
  bytes: Uint8Array,
  input: string,
  latentSize: number,
): Float32Array | undefined {
  const graph = readOnnxGraph(bytes)
  const dense = graph.nodes.find(({ type, inputs }) => /^(MatMul|Gemm)$/.test(type) && inputs[0] === input)
  if (!dense) return undefined
  const tensor = weightsNamed(graph, dense.inputs[1])
  const weights = tensor && numbersOf(tensor)
  if (!weights || tensor.shape.length !== 2) return undefined
  const turned = dense.integers.get('transB') === 1
  if (tensor.shape[turned ? 1 : 0] !== latentSize) return undefined
  return turned ? transpose(weights, latentSize) : weights
}

/** Export keeps weights as float16 and casts them in the graph. */
function weightsNamed({ nodes, tensors }: OnnxGraph, name: string): OnnxTensor | undefined {
  const cast = nodes.find(({ type, outputs }) => type === 'Cast' && outputs[0] === name)
  return tensors.get(cast ? cast.inputs[0] : name)
}

function numbersOf({ type, shape, raw }: OnnxTensor): Float32Array | undefined {
  const count = shape.reduce((product, n) => product * n, 1)
  const size = type === float32 ? 4 : type === float16 ? 2 : undefined
  if (size === undefined || raw.length !== count * size) return undefined
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  return Float32Array.from({ length: count }, (_, i) =>
    size === 4 ? view.getFloat32(4 * i, true) : fromHalfFloat(view.getUint16(2 * i, true)),
  )
}

/** [M,Z] -> [Z,M] */
function transpose(weights: Float32Array, columns: number): Float32Array {
  const rows = weights.length / columns
  return weights.map((_, i) => weights[(i % rows) * columns + Math.floor(i / rows)])
}
