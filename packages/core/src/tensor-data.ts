import { fromHalfFloat, toHalfFloat } from './half-float.ts'
import type { ElementType, ExtraInput } from './manifest-graph.ts'

/** Elements of a tensor as ONNX Runtime takes and gives them. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigInt64Array

const packers: Readonly<Record<ElementType, (values: Float32Array | readonly number[]) => TensorData>> = {
  float32: (values) => (values instanceof Float32Array ? values : Float32Array.from(values)),
  float16: (values) => Uint16Array.from(values, toHalfFloat),
  float64: (values) => Float64Array.from(values),
  uint8: (values) => Uint8Array.from(values),
  bool: (values) => Uint8Array.from(values, Number),
  int8: (values) => Int8Array.from(values),
  uint16: (values) => Uint16Array.from(values),
  int16: (values) => Int16Array.from(values),
  uint32: (values) => Uint32Array.from(values),
  int32: (values) => Int32Array.from(values),
  int64: (values) => BigInt64Array.from(values as readonly number[], BigInt),
}

/** Numbers in the form of an ONNX element type. */
export function packNumbers(type: ElementType, values: Float32Array | readonly number[]): TensorData {
  return packers[type](values)
}

/** The other way: elements that JavaScript does not read as numbers by itself become numbers. */
export function unpackNumbers(type: string, data: TensorData): Exclude<TensorData, BigInt64Array> {
  if (data instanceof BigInt64Array) return Float64Array.from(data, Number)
  // where there is a Float16Array, ONNX Runtime gives that
  return type === 'float16' && data instanceof Uint16Array ? Float32Array.from(data, fromHalfFloat) : data
}

/** How many elements a face has, or the whole tensor where no axis is N. */
export function elementsOf(shape: ExtraInput['shape']): number {
  return shape.reduce<number>((product, n) => (n === 'N' ? product : product * n), 1)
}
