import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { filterGradient, infoOf, inputGradient, type ConvolutionAttributes } from './convolution-kernels.ts'
import { swapEnds } from './heap.ts'
import { sumOverLeadingAxes } from './reduction-kernels.ts'
import { WASM_BACKEND, wasmBackend } from './wasm-backend.ts'

type Kernel = Parameters<typeof tf.registerKernel>[0]['kernelFunc']

/** The kernels that training needs and the package lacks, or has in loops a tenth as fast as its products. */
export function registerTrainingKernels(): void {
  register('Conv2D', convolution(tf.getKernel('Conv2D', WASM_BACKEND).kernelFunc))
  register('Conv2DBackpropFilter', ({ inputs, attrs }) => {
    const { filterShape, ...attributes } = attrs as unknown as ConvolutionAttributes & {
      filterShape: Tensor4D['shape']
    }
    return filterGradient(inputs['x'] as Tensor4D, inputs['dy'] as Tensor4D, filterShape, attributes)
  })
  register('Conv2DBackpropInput', ({ inputs, attrs }) => {
    const { inputShape, ...attributes } = attrs as unknown as ConvolutionAttributes & {
      inputShape: Tensor4D['shape']
    }
    return inputGradient(inputs['dy'] as Tensor4D, inputs['filter'] as Tensor4D, inputShape, attributes)
  })
  register('BatchMatMul', matMul(tf.getKernel('BatchMatMul', WASM_BACKEND).kernelFunc))
  register(
    'Sum',
    reduction(tf.getKernel('Sum', WASM_BACKEND).kernelFunc, () => 1),
  )
  register(
    'Mean',
    reduction(tf.getKernel('Mean', WASM_BACKEND).kernelFunc, (count) => 1 / count),
  )
  register('Identity', ({ inputs }) => {
    const { dataId, shape, dtype } = inputs['x']!
    wasmBackend().incRef(dataId) // nothing writes to a tensor that is there: no need for a copy
    return { dataId, shape, dtype }
  })
}

function register(kernelName: string, kernelFunc: Kernel): void {
  if (tf.getKernel(kernelName, WASM_BACKEND)) tf.unregisterKernel(kernelName, WASM_BACKEND)
  tf.registerKernel({ kernelName, backendName: WASM_BACKEND, kernelFunc })
}

/** The package gives zeros for 'same' where strides leave out pixels behind the last window; padding in numbers is right. */
function convolution(plain: Kernel): Kernel {
  return (given) => {
    const { x, filter } = given.inputs as { x: Tensor4D; filter: Tensor4D }
    const attributes = given.attrs as unknown as ConvolutionAttributes
    if (attributes.pad !== 'same') return plain(given)
    const { top, bottom, left, right } = infoOf(x.shape, filter.shape, attributes).padInfo
    return plain({
      ...given,
      attrs: {
        ...given.attrs,
        pad: [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ] as never,
      },
    })
  }
}

function reduction(plain: Kernel, scale: (count: number) => number): Kernel {
  return (given) => {
    const { axis, keepDims } = given.attrs as { axis: number | number[]; keepDims: boolean }
    return sumOverLeadingAxes(given.inputs['x']!, axis, keepDims, scale) ?? plain(given)
  }
}

/** The package multiplies by XNNPACK only what is not transposed. */
function matMul(plain: Kernel): Kernel {
  return (given) => {
    const { a, b } = given.inputs as { a: Tensor; b: Tensor }
    const { transposeA, transposeB } = given.attrs as { transposeA: boolean; transposeB: boolean }
    if (!(transposeA || transposeB) || !isMatrix(a) || !isMatrix(b)) return plain(given)
    const made: TensorInfo[] = []
    const turn = (x: TensorInfo) => {
      const turned = transposed(x)
      made.push(turned)
      return turned
    }
    const inputs = { a: transposeA ? turn(a) : a, b: transposeB ? turn(b) : b }
    const product = plain({ ...given, inputs, attrs: { transposeA: false, transposeB: false } })
    for (const { dataId } of made) (given.backend as { disposeData(id: object): void }).disposeData(dataId)
    return product
  }
}

function isMatrix({ shape }: TensorInfo): boolean {
  return shape.slice(0, -2).every((size) => size === 1)
}

function transposed(x: TensorInfo): TensorInfo {
  const [rows, columns] = x.shape.slice(-2) as [number, number]
  return swapEnds(x, rows, 1, columns, [...x.shape.slice(0, -2), columns, rows])
}
