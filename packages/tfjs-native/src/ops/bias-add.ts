import type { Tensor } from '@tensorflow/tfjs'
import { tensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { defineNativeOp, isNative, typeAttribute } from './native-op.ts'

/**
 * Adds one number a channel; may be differentiated twice.
 *
 * @param x [N,…,C]
 * @param bias [C]
 */
export function biasAdd(x: Tensor, bias: Tensor): Tensor {
  return isNative() ? native({ x, bias }) : portableBiasAdd(x, bias)
}

/** The same from small operations, on any backend. */
export function portableBiasAdd(x: Tensor, bias: Tensor): Tensor {
  return tf.add(x, bias)
}

const native = defineNativeOp<Tensor>({
  kernel: 'NativeBiasAdd',
  run: (backend, { x, bias }) =>
    backend.executeSingleOutput('BiasAdd', [typeAttribute(backend)], [x!, bias!]),
  gradient: (dy) => ({ x: () => dy.clone(), bias: () => sumOverAllButChannels(dy) }),
})

/** [N,…,C] to [C]; its gradient gives each position of a channel the channel's. */
function sumOverAllButChannels(dy: Tensor): Tensor {
  return tf.customGrad((...[upstream]) => {
    const backend = tensorflowBackend()
    const { shape } = upstream as Tensor
    const value = backend.executeSingleOutput('BiasAddGrad', [typeAttribute(backend)], [upstream as Tensor])
    return { value, gradFunc: (dBias: Tensor) => tf.broadcastTo(dBias, shape as never) }
  })(dy)
}
