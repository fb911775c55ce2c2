/** The part of an ONNX file that says what its first layer is. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[]
  readonly tensors: ReadonlyMap<string, OnnxTensor>
}

export interface OnnxNode {
  readonly type: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /** Whole-number attributes, such as Gemm's `transB`. */
  readonly integers: ReadonlyMap<string, number>
}

export interface OnnxTensor {
  readonly shape: readonly number[]
  /** ONNX's number of the element type: 1 is float32, 10 float16. */
  readonly type: number
  /** Little-endian elements. */
  readonly raw: Uint8Array
}

/** What a file says of itself. */
export interface OnnxHeader {
  /** The program that wrote it; empty where it does not say. */
  readonly producer: string
  /** Version of ONNX's own operators. */
  readonly opset: number | undefined
}

/** @throws Error where the bytes are no protocol buffer */
export function readOnnxHeader(bytes: Uint8Array): OnnxHeader {
  const fields = fieldsOf(bytes)
  const producer = fields.find(({ field }) => field === 2)
  const opset = fields
    .filter(({ field }) => field === 8)
    .map((one) => fieldsOf(one.bytes))
    .find((one) => one.every(({ field, bytes: domain }) => field !== 1 || domain.length === 0))
  return {
    producer: producer ? textOf(producer.bytes) : '',
    opset: opset?.find(({ field }) => field === 2)?.value,
  }
}

/**
 * Reads nodes and raw weights of an ONNX file.
 *
 * A protocol buffer is a list of (field, value); the fields' numbers are those of onnx.proto3.
 *
 * @throws Error where the bytes are no protocol buffer
 */
export function readOnnxGraph(bytes: Uint8Array): OnnxGraph {
  const nodes: OnnxNode[] = []
  const tensors = new Map<string, OnnxTensor>()
  for (const { field: ofModel, bytes: graph } of fieldsOf(bytes)) {
    if (ofModel !== 7) continue
    for (const { field, bytes: part } of fieldsOf(graph)) {
      if (field === 1) nodes.push(nodeOf(part))
      if (field === 5) {
        const { name, ...tensor } = tensorOf(part)
        tensors.set(name, tensor)
      }
    }
  }
  return { nodes, tensors }
}

function nodeOf(bytes: Uint8Array): OnnxNode {
  const inputs: string[] = []
  const outputs: string[] = []
  const integers = new Map<string, number>()
  let type = ''
  for (const { field, bytes: part } of fieldsOf(bytes)) {
    if (field === 1) inputs.push(textOf(part))
    if (field === 2) outputs.push(textOf(part))
    if (field === 4) type = textOf(part)
    if (field === 5) {
      const attribute = fieldsOf(part)
      const name = attribute.find((one) => one.field === 1)
      const integer = attribute.find((one) => one.field === 3)
      if (name && integer) integers.set(textOf(name.bytes), integer.value)
    }
  }
  return { type, inputs, outputs, integers }
}

function tensorOf(bytes: Uint8Array): OnnxTensor & { readonly name: string } {
  const shape: number[] = []
  let [type, name, raw] = [0, '', new Uint8Array(0)]
  for (const { field, value, bytes: part } of fieldsOf(bytes)) {
    if (field === 1) shape.push(...(part.length > 0 ? packedIntegers(part) : [value]))
    if (field === 2) type = value
    if (field === 8) name = textOf(part)
    if (field === 9) raw = new Uint8Array(part)
  }
  return { name, shape, type, raw }
}

interface Field {
  readonly field: number
  /** Of a whole number. */
  readonly value: number
  /** Of text, bytes or a message; else empty. */
  readonly bytes: Uint8Array
}

function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = []
  const none = bytes.subarray(0, 0)
  let at = 0
  const integer = (): number => {
    const { value, next } = varint(bytes, at)
    at = next
    return value
  }
  while (at < bytes.length) {
    const key = integer()
    const [field, kind] = [Math.floor(key / 8), key % 8]
    if (kind === 0) fields.push({ field, value: integer(), bytes: none })
    else if (kind === 1) at += 8
    else if (kind === 5) at += 4
    else if (kind === 2) {
      const length = integer()
      fields.push({ field, value: 0, bytes: bytes.subarray(at, at + length) })
      at += length
    } else throw new Error(`not a protocol buffer: field ${field} is of kind ${kind}`)
    if (at > bytes.length) throw new Error('not a protocol buffer: it ends inside a field')
  }
  return fields
}

function packedIntegers(bytes: Uint8Array): number[] {
  const values: number[] = []
  for (let at = 0; at < bytes.length;) {
    const { value, next } = varint(bytes, at)
    values.push(value)
    at = next
  }
  return values
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function varint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0
  for (let at = start; at < Math.min(bytes.length, start + 10); at++) {
    value += (bytes[at] & 0x7f) * 2 ** (7 * (at - start))
    if (bytes[at] < 0x80) return { value, next: at + 1 }
  }
  throw new Error('not a protocol buffer: a number has no end')
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
