import type { DataType, NamedTensorMap, Tensor, TensorInfo } from '@tensorflow/tfjs'
import type { OpAttribute } from '../load-addon.ts'
import { BACKEND, tensorflowBackend, type TensorflowBackend } from '../native-backend.ts'
import { tf } from '../tf.ts'
import { WASM_BACKEND } from '../wasm/wasm-backend.ts'

type Numbers = Readonly<Record<string, number>>

/** What a fused operation does on libtensorflow, and how its inputs' gradients follow from its output's. */
export interface NativeOp<Output extends Tensor | Tensor[]> {
  /** Unique among tfjs kernels. */
  readonly kernel: string
  readonly run: (backend: TensorflowBackend, inputs: NamedTensorMap, numbers: Numbers) => Output
  /** The same where tensors are in WASM's memory; without it only a portable twin runs there. */
  readonly runOnWasm?: (inputs: NamedTensorMap, numbers: Numbers) => TensorInfo
  /** Inputs that the gradient needs. */
  readonly saveInputs?: readonly string[]
  /** Outputs that the gradient needs, behind the saved inputs. */
  readonly saveOutputs?: readonly boolean[]
  /** One function for each input, called only where that gradient is asked for. */
  readonly gradient: (
    dy: Output,
    saved: readonly Tensor[],
    numbers: Numbers,
  ) => Readonly<Record<string, () => Tensor>>
}

/** A fused operation, ready to call; the numbers are its attributes. */
export type NativeKernel<Output extends Tensor | Tensor[]> = (
  inputs: Readonly<Record<string, Tensor>>,
  numbers?: Numbers,
) => Output

/**
 * Makes a tfjs kernel of a fused operation, so that the tape records it as one step and asks only for the
 * gradients that somebody needs (`tf.customGrad` computes them all).
 */
export function defineNativeOp<Output extends Tensor | Tensor[]>(op: NativeOp<Output>): NativeKernel<Output> {
  tf.registerKernel({
    kernelName: op.kernel,
    backendName: BACKEND,
    kernelFunc: ({ inputs, attrs }) =>
      op.run(tensorflowBackend(), inputs as NamedTensorMap, (attrs ?? {}) as Numbers),
  })
  const { runOnWasm } = op
  if (runOnWasm)
    tf.registerKernel({
      kernelName: op.kernel,
      backendName: WASM_BACKEND,
      kernelFunc: ({ inputs, attrs }) => runOnWasm(inputs as NamedTensorMap, (attrs ?? {}) as Numbers),
    })
  tf.registerGradient({
    kernelName: op.kernel,
    inputsToSave: [...(op.saveInputs ?? [])],
    outputsToSave: [...(op.saveOutputs ?? [])],
    gradFunc: (dy, saved, attrs) => op.gradient(dy as Output, saved, attrs as Numbers) as NamedGradients,
  })
  return (inputs, numbers = {}) =>
    tf.engine().runKernel(op.kernel, inputs as NamedTensorMap, { ...numbers }) as Output
}

type NamedGradients = Record<string, () => Tensor>

/** Whether fused operations can run; where not, their portable twins do. */
export function isNative(): boolean {
  return tf.getBackend() === BACKEND
}

/** The type attribute that nearly every TensorFlow operation wants; `T` unless it says otherwise. */
export function typeAttribute(
  { binding }: TensorflowBackend,
  name = 'T',
  dtype: DataType = 'float32',
): OpAttribute {
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE } = binding
  return { name, type: TF_ATTR_TYPE, value: dtype === 'int32' ? TF_INT32 : TF_FLOAT }
}
