import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs'
import { tf } from '../tf.ts'
import { defineNativeOp, isNative, typeAttribute } from './native-op.ts'

/**
 * Moves each picture by its own whole number of pixels; zeros come in from the edges. Linear in the pictures, so that
 * the gradient is a move back, any number of times.
 *
 * @param images [N,H,W,C]
 * @param shifts [N,2] whole numbers: pixels to the right, pixels down
 */
export function translate(images: Tensor4D, shifts: Tensor2D): Tensor4D {
  return isNative() ? native({ images, shifts }) : portableTranslate(images, shifts)
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
  run: (backend, { images, shifts }) => {
    const { TF_ATTR_STRING } = backend.binding
    return tf.tidy(() => {
      const [right, down] = tf.split(shifts as Tensor2D, 2, 1)
      const [one, zero] = [tf.onesLike(right!), tf.zerosLike(right!)]
      // output (x, y) reads input (x - right, y - down): rows of the 3x3 matrix, the last number left out
      const transforms = tf.concat([one, zero, tf.neg(right!), zero, one, tf.neg(down!), zero, zero], 1)
      const size = tf.tensor1d([images!.shape[1]!, images!.shape[2]!], 'int32')
      return backend.executeSingleOutput(
        'ImageProjectiveTransformV3',
        [
          typeAttribute(backend, 'dtype'),
          { name: 'interpolation', type: TF_ATTR_STRING, value: 'NEAREST' },
          { name: 'fill_mode', type: TF_ATTR_STRING, value: 'CONSTANT' },
        ],
        [images!, transforms, size, tf.scalar(0)],
      ) as Tensor4D
    })
  },
  saveInputs: ['shifts'],
  gradient: (dy, [shifts]) => ({ images: () => translate(dy, tf.neg(shifts as Tensor2D)) }),
})
