import type { Tensor, Tensor4D } from '@tensorflow/tfjs'
import type { TensorHandle } from '../load-addon.ts'
import { tf } from '../tf.ts'
import { inBfloat16, type Run } from './in-bfloat16.ts'
import { defineNativeOp, isNative, type NativeKernel } from './native-op.ts'

/**
 * Convolution whose operands are rounded to bfloat16 (8 bits of mantissa) on the way in, and its result on the way
 * out; tensors stay float32. Where the processor multiplies bfloat16 (AMX) that is several
 * times as fast; where not it is slower, see `bfloat16Pays`. May be differentiated any number of times: each gradient
 * is again one of the three convolutions here, at the same precision.
 *
 * @param x [N,H,W,C]
 * @param filter [K,K,C,F]
 * @returns [N,⌈H/stride⌉,⌈W/stride⌉,F], padded as TensorFlow's SAME
 * @see Kalamkar et al. 2019, "A Study of BFLOAT16 for Deep Learning Training", arXiv:1905.12322
 */
export function bfloat16Conv2d(x: Tensor4D, filter: Tensor4D, stride: number): Tensor4D {
  if (!isNative()) return tf.conv2d(x, filter, stride, 'same')
  return forward({ x, filter }, { stride }) as Tensor4D
}

/**
 * The transposed convolution, likewise.
 *
 * @param x [N,H,W,C]
 * @param filter [K,K,F,C]
 * @returns [N,H·stride,W·stride,F]
 */
export function bfloat16Conv2dTranspose(x: Tensor4D, filter: Tensor4D, stride: number): Tensor4D {
  const [count, height, width] = x.shape
  const shape: Tensor4D['shape'] = [count, height * stride, width * stride, filter.shape[2]]
  if (!isNative()) return tf.conv2dTranspose(x, filter, shape, stride, 'same')
  return toInput({ dy: x, filter }, { stride, height: shape[1], width: shape[2] }) as Tensor4D
}

const window = (stride: number) => ({ strides: [1, stride, stride, 1], padding: 'SAME' })

// Three maps, each linear in both of its operands; the gradients of each are the other two.

const forward: NativeKernel<Tensor> = defineNativeOp<Tensor>({
  kernel: 'NativeBfloat16Conv2D',
  run: (backend, { x, filter }, { stride }) =>
    inBfloat16(backend, [x!, filter!], (run, operands) => run('Conv2D', operands, window(stride!))),
  saveInputs: ['x', 'filter'],
  gradient: (dy, [x, filter], { stride }) => ({
    x: () => toInput({ dy, filter: filter! }, { stride: stride!, height: x!.shape[1]!, width: x!.shape[2]! }),
    filter: () => toFilter({ x: x!, dy }, { stride: stride!, size: filter!.shape[0]! }),
  }),
})

const toInput: NativeKernel<Tensor> = defineNativeOp<Tensor>({
  kernel: 'NativeBfloat16Conv2DBackpropInput',
  run: (backend, { dy, filter }, { stride, height, width }) => {
    const shape = [dy!.shape[0]!, height!, width!, filter!.shape[2]!]
    return inBfloat16(backend, [filter!, dy!], (run, [filter, dy]) =>
      run('Conv2DBackpropInput', [shape, filter!, dy!], window(stride!)),
    )
  },
  saveInputs: ['dy', 'filter'],
  gradient: (ddx, [dy, filter], { stride }) => ({
    dy: () => forward({ x: ddx, filter: filter! }, { stride: stride! }),
    filter: () => toFilter({ x: ddx, dy: dy! }, { stride: stride!, size: filter!.shape[0]! }),
  }),
})

const toFilter: NativeKernel<Tensor> = defineNativeOp<Tensor>({
  kernel: 'NativeBfloat16Conv2DBackpropFilter',
  run: (backend, { x, dy }, { stride, size }) => {
    const shape = [size!, size!, x!.shape[3]!, dy!.shape[3]!]
    const small = dy!.shape[1]! * dy!.shape[2]! <= mostPlacesForPatches
    return inBfloat16(backend, [x!, dy!], (run, [x, dy]) =>
      small
        ? patchesTimes(run, x!, dy!, stride!, shape)
        : run('Conv2DBackpropFilter', [x!, shape, dy!], window(stride!)),
    )
  },
  saveInputs: ['x', 'dy'],
  gradient: (ddFilter, [x, dy], { stride }) => ({
    x: () =>
      toInput({ dy: dy!, filter: ddFilter }, { stride: stride!, height: x!.shape[1]!, width: x!.shape[2]! }),
    dy: () => forward({ x: x!, filter: ddFilter }, { stride: stride! }),
  }),
})

/**
 * On maps this small oneDNN's gradient by the filter is slow: 9.7 ms for [32,16,16,96] and 192 filters of 4x4, where
 * patches and their product take 3.5. At 16x16 places both ways take the same, and beyond the patches cost more.
 */
const mostPlacesForPatches = 64

/** dFilter [K,K,C,F] as one product: what each place saw, [N·H·W,K·K·C], turned over, times its gradient [N·H·W,F]. */
function patchesTimes(
  run: Run,
  x: TensorHandle,
  dy: TensorHandle,
  stride: number,
  shape: number[],
): TensorHandle {
  const [size, , channels, filters] = shape as [number, number, number, number]
  const places = x.shape[0]! * dy.shape[1]! * dy.shape[2]!
  const rows = run('Reshape', [patches(run, x, dy, stride, size), [places, size * size * channels]])
  const gradients = run('Reshape', [dy, [places, filters]])
  const product = run('MatMul', [rows, gradients], { transpose_a: true, transpose_b: false })
  return run('Reshape', [product, shape])
}

/** What each place of `dy` saw of x: [N,places·K·K,C], a gather of whole pixels (TensorFlow's own takes ten times as long). */
function patches(run: Run, x: TensorHandle, dy: TensorHandle, stride: number, size: number): TensorHandle {
  const [count, height, width, channels] = x.shape as [number, number, number, number]
  const [, rows, columns] = dy.shape as [number, number, number, number]
  const [above, below] = samePadding(height, rows, stride, size)
  const [left, right] = samePadding(width, columns, stride, size)
  const padded = run('Pad', [
    x,
    [
      [0, 0],
      [above, below],
      [left, right],
      [0, 0],
    ],
  ])
  const line = width + left + right
  const pixels = run('Reshape', [padded, [count, (height + above + below) * line, channels]])
  const taps = Array.from({ length: size * size }, (_, tap) => Math.floor(tap / size) * line + (tap % size))
  const corners = Array.from(
    { length: rows * columns },
    (_, place) => (Math.floor(place / columns) * line + (place % columns)) * stride,
  )
  const seen = corners.flatMap((corner) => taps.map((tap) => corner + tap))
  const types = { bfloat16: 'Tparams', int32: ['Tindices', 'Taxis'] }
  return run('GatherV2', [pixels, seen, 1], { batch_dims: 0 }, types)
}

/** TensorFlow's SAME: as much as is needed, the odd one behind. */
function samePadding(length: number, places: number, stride: number, size: number): [number, number] {
  const needed = Math.max((places - 1) * stride + size - length, 0)
  return [Math.floor(needed / 2), Math.ceil(needed / 2)]
}
