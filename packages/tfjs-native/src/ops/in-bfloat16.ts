import type { Tensor, TensorInfo } from '@tensorflow/tfjs'
import type { OpAttribute, TensorHandle, TfjsBinding } from '../load-addon.ts'
import type { TensorflowBackend } from '../native-backend.ts'

/** Attributes other than the type. */
type Attributes = Readonly<Record<string, boolean | string | number | readonly number[]>>

/** Runs one TensorFlow operation on bfloat16 tensors; numbers stand for a constant of int32: one, a vector or a matrix. */
export type Run = (
  operation: string,
  inputs: readonly (TensorHandle | Integers)[],
  attributes?: Attributes,
  /** What the operation calls its types. @default `T` for its bfloat16 tensors */
  types?: { readonly bfloat16: string; readonly int32?: readonly string[] },
) => TensorHandle

type Integers = number | readonly number[] | readonly (readonly number[])[]

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
  const constant = (integers: Integers): number => {
    const flat = Int32Array.from([integers].flat(2))
    return untilTheEnd(binding.createTensor(shapeOf(integers), TF_INT32, flat))
  }
  const run: Run = (operation, inputs, attributes = {}, { bfloat16, int32 = [] } = { bfloat16: 'T' }) => {
    const ids = inputs.map((input) =>
      typeof input === 'object' && 'id' in input ? input.id : constant(input),
    )
    const all = [
      typed(binding, bfloat16, DT_BFLOAT16),
      ...int32.map((name) => typed(binding, name, TF_INT32)),
      ...Object.entries(attributes).map(attribute(binding)),
    ]
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

function shapeOf(integers: Integers): number[] {
  if (typeof integers === 'number') return []
  const [first] = integers
  return typeof first === 'object' ? [integers.length, first.length] : [integers.length]
}

function typed({ TF_ATTR_TYPE }: TfjsBinding, name: string, value: number): OpAttribute {
  return { name, type: TF_ATTR_TYPE, value }
}

function attribute(binding: TfjsBinding) {
  const { TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_INT } = binding
  return ([name, value]: [string, Attributes[string]]): OpAttribute => {
    const type =
      typeof value === 'boolean' ? TF_ATTR_BOOL : typeof value === 'string' ? TF_ATTR_STRING : TF_ATTR_INT
    return { name, type, value }
  }
}
