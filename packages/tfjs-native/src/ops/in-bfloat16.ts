import type { Tensor, TensorInfo } from '@tensorflow/tfjs'
import type { OpAttribute, TensorHandle, TfjsBinding } from '../load-addon.ts'
import type { TensorflowBackend } from '../native-backend.ts'

/** Attributes other than the type. */
type Attributes = Readonly<Record<string, boolean | string | readonly number[]>>

/** Runs one TensorFlow operation on bfloat16 tensors; a list of numbers stands for a constant int32 vector. */
export type Run = (
  operation: string,
  inputs: readonly (TensorHandle | readonly number[])[],
  attributes?: Attributes,
) => TensorHandle

/** TensorFlow's number for the type; the binding, which never shows one, has no name for it. */
const DT_BFLOAT16 = 14

/**
 * Computes with bfloat16 copies of float32 tensors and gives the result as float32. What lies between lives on
 * TensorFlow's side alone, since tfjs knows no such type, and is freed when this returns or throws.
 */
export function inBfloat16(
  backend: TensorflowBackend,
  operands: readonly TensorInfo[],
  compute: (run: Run, operands: readonly TensorHandle[]) => TensorHandle,
): Tensor {
  const { binding } = backend
  const { TF_FLOAT, TF_INT32 } = binding
  const temporary: number[] = []
  const untilTheEnd = (id: number): number => {
    temporary.push(id)
    return id
  }
  const cast = (id: number, from: number, to: number): TensorHandle =>
    binding.executeOp('Cast', [typed(binding, 'SrcT', from), typed(binding, 'DstT', to)], [id], 1)[0]!
  const run: Run = (operation, inputs, attributes = {}) => {
    const ids = inputs.map((input) =>
      'id' in input
        ? input.id
        : untilTheEnd(binding.createTensor([input.length], TF_INT32, Int32Array.from(input))),
    )
    const all = [typed(binding, 'T', DT_BFLOAT16), ...Object.entries(attributes).map(attribute(binding))]
    const [output] = binding.executeOp(operation, all, ids, 1)
    untilTheEnd(output!.id)
    return output!
  }
  try {
    const rounded = backend.getInputTensorIds(operands).map((id) => {
      const handle = cast(id, TF_FLOAT, DT_BFLOAT16)
      untilTheEnd(handle.id)
      return handle
    })
    return backend.createOutputTensor(cast(compute(run, rounded).id, DT_BFLOAT16, TF_FLOAT))
  } finally {
    temporary.forEach((id) => binding.deleteTensor(id))
  }
}

function typed({ TF_ATTR_TYPE }: TfjsBinding, name: string, value: number): OpAttribute {
  return { name, type: TF_ATTR_TYPE, value }
}

function attribute(binding: TfjsBinding) {
  const { TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_INT } = binding
  return ([name, value]: [string, boolean | string | readonly number[]]): OpAttribute => {
    const type =
      typeof value === 'boolean' ? TF_ATTR_BOOL : typeof value === 'string' ? TF_ATTR_STRING : TF_ATTR_INT
    return { name, type, value }
  }
}
