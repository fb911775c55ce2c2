import type { Tensor } from '@tensorflow/tfjs'
import type { OpAttribute } from '../load-addon.ts'
import { tensorflowBackend, type TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { defineNativeOp, isNative, typeAttribute } from './native-op.ts'

/**
 * x where x > 0, else slope · x. May be differentiated twice, as gradient penalties do; tfjs's own throws then.
 *
 * @param slope of the negative side, 0 (ReLU) or more
 * @see Maas et al. 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models"
 */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  return isNative() ? native({ x }, { slope }) : portableLeakyRelu(x, slope)
}

/** The same from small operations, on any backend. */
export function portableLeakyRelu(x: Tensor, slope: number): Tensor {
  return tf.tidy(() => tf.mul(x, tf.add(tf.mul(tf.step(x), 1 - slope), slope)))
}

const attributes = (backend: TensorflowBackend, slope: number): OpAttribute[] => [
  typeAttribute(backend),
  { name: 'alpha', type: backend.binding.TF_ATTR_FLOAT, value: slope },
]

const native = defineNativeOp<Tensor>({
  kernel: 'NativeLeakyRelu',
  run: (backend, { x }, { slope }) =>
    backend.executeSingleOutput('LeakyRelu', attributes(backend, slope!), [x!]),
  saveInputs: ['x'],
  gradient: (dy, [x], { slope }) => ({ x: () => backward(dy, x!, slope!) }),
})

/** dy where x > 0, else slope · dy: linear in dy, so its own gradient is itself; flat in x almost everywhere. */
function backward(dy: Tensor, x: Tensor, slope: number): Tensor {
  return tf.customGrad((...[upstream]) => {
    const backend = tensorflowBackend()
    const value = backend.executeSingleOutput('LeakyReluGrad', attributes(backend, slope), [
      upstream as Tensor,
      x,
    ])
    return { value, gradFunc: (ddy: Tensor) => backward(ddy, x, slope) }
  })(dy)
}
