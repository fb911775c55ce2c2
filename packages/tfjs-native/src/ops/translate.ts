import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs'
import type { TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { isWasm } from '../wasm/wasm-backend.ts'
import { translateInHeap } from '../wasm/translate-kernel.ts'
import { defineNativeOp, isNative, typeAttribute } from './native-op.ts'

/**
 * Moves each picture by its own whole number of pixels; zeros come in from the edges. Linear in the pictures, so that
 * the gradient is a move back, any number of times.
 *
 * @param images [N,H,W,C]
 * @param shifts [N,2] whole numbers: pixels to the right, pixels down
 */
export function translate(images: Tensor4D, shifts: Tensor2D): Tensor4D {
  return isNative() || isWasm() ? native({ images, shifts }) : portableTranslate(images, shifts)
}

/** The same from small operations, on any backend. */
export function portableTranslate(images: Tensor4D, shifts: Tensor2D): Tensor4D {
  const [, height, width] = images.shape
  return tf.tidy(() => {
    const [right, down] = tf.split(shifts, 2, 1) // [N,1] each
    const rows = shiftMatrix(down!, height) // [N,1,H,H]
    const columns = shiftMatrix(right!, width) // [N,1,W,W]
    const moved = tf.matMul(
      columns,
      tf.transpose(tf.matMul(rows, tf.transpose(images, [0, 3, 1, 2])), [0, 1, 3, 2]),
    )
    return tf.transpose(moved, [0, 3, 2, 1]) as Tensor4D // [N,C,W,H] to [N,H,W,C]
  })
}

/** [N,1,size,size], a 1 where position `to` takes from position `to - shift`. */
function shiftMatrix(shift: Tensor, size: number) {
  const from = tf.sub(tf.range(0, size), shift) // [N,size]
  return tf.expandDims(tf.oneHot(tf.cast(from, 'int32'), size), 1)
}

const native = defineNativeOp<Tensor4D>({
  kernel: 'NativeTranslate',
  // two gathers take half the time of TensorFlow's ImageProjectiveTransform
  run: (backend, { images, shifts }) =>
    tf.tidy(() => {
      const [, height, width] = (images as Tensor4D).shape
      const [right, down] = tf.split(shifts as Tensor2D, 2, 1)
      // a row and a column of zeros at the end, for whatever comes in from outside
      const padded = tf.pad(images as Tensor4D, [
        [0, 0],
        [0, 1],
        [0, 1],
        [0, 0],
      ])
      const rows = gather(backend, padded, sources(down!, height), 1)
      return gather(backend, rows, sources(right!, width), 2) as Tensor4D
    }),
  runOnWasm: ({ images, shifts }) => translateInHeap(images as Tensor4D, shifts as Tensor2D),
  saveInputs: ['shifts'],
  gradient: (dy, [shifts]) => ({ images: () => translate(dy, tf.neg(shifts as Tensor2D)) }),
})

/** Where each position of each picture takes from, `size` where that is outside: int32 [N,size]. */
function sources(shift: Tensor, size: number): Tensor {
  const from = tf.sub(tf.range(0, size), shift)
  const inside = tf.logicalAnd(tf.greaterEqual(from, 0), tf.less(from, size))
  return tf.cast(tf.where(inside, from, size), 'int32')
}

/** Each picture by its own indices [N,size] along one axis; tfjs's own gather looks at the indices, which no graph can. */
function gather(backend: TensorflowBackend, x: Tensor, indices: Tensor, axis: number): Tensor {
  const attributes = [
    typeAttribute(backend, 'Tparams'),
    typeAttribute(backend, 'Tindices', 'int32'),
    typeAttribute(backend, 'Taxis', 'int32'),
    { name: 'batch_dims', type: backend.binding.TF_ATTR_INT, value: 1 },
  ]
  return backend.executeSingleOutput('GatherV2', attributes, [x, indices, tf.scalar(axis, 'int32')])
}
